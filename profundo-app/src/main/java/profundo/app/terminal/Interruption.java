package profundo.app.terminal;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import profundo.train.Listener;
import profundo.train.Run;
import profundo.train.TrainEvent;

/// Lets Ctrl-C (SIGINT) and SIGTERM end a training run in good order: the present step is finished and a checkpoint
/// written, from which the run can go on bit for bit. A second signal, and one that comes while nothing is trained, ends
/// the process at once; all files of a run are safe against that.
///
/// Must be the last listener: what writes a checkpoint after it would store a run that has been stopped.
public final class Interruption implements Listener, AutoCloseable {
  private static final List<String> SIGNALS = List.of("INT", "TERM");

  private final String remedy;
  private final Console console;
  private final List<AutoCloseable> handled = new ArrayList<>();
  private Path checkpoint;
  private String where = "";
  private volatile int signal;
  private volatile boolean training;
  private long step;

  private Interruption(String remedy, Console console) {
    this.remedy = remedy;
    this.console = console;
  }

  /// Takes the signals over until it is closed.
  ///
  /// @param remedy the command that goes on with the run
  public static Interruption of(String remedy, Console console) {
    var interruption = new Interruption(remedy, console);
    for (String name : SIGNALS) {
      interruption.handle(name);
    }
    return interruption;
  }

  /// What is trained next.
  ///
  /// @param checkpoint the file to write
  /// @param where for people, as in ` of phase 2/4 rbm-2`; empty for a run of one phase
  /// @return this
  public Interruption at(Path checkpoint, String where) {
    this.checkpoint = checkpoint;
    this.where = where;
    return this;
  }

  /// Whether a signal has asked for the end of the run.
  public boolean asked() {
    return signal != 0;
  }

  /// By reflection, because javac warns of every direct use of `sun.misc.Signal`, and no annotation silences that; there
  /// is no other way to a signal in Java. Where it is missing, or the JVM keeps a signal to itself, that signal does what
  /// it always does.
  private void handle(String name) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object wanted = type.getConstructor(String.class).newInstance(name);
      int number = (int) type.getMethod("getNumber").invoke(wanted);
      Object mine =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      arrived(number);
                      yield null;
                    }
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> "interruption of a run";
                  });
      var set = type.getMethod("handle", type, handler);
      Object before = set.invoke(null, wanted, mine);
      handled.add(() -> set.invoke(null, wanted, before));
    } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
      // The default of the JVM stays: it ends at once.
    }
  }

  private synchronized void arrived(int number) {
    if (signal == 0 && training) {
      signal = number;
      console.err().println(
          (console.terminal() ? "\n" : "") + "interrupted: finishing this step and writing a checkpoint (again: ends at once)");
      return;
    }
    console.err().println((console.terminal() ? "\n" : "") + "profundo train: interrupted; go on with: " + remedy);
    Runtime.getRuntime().halt(128 + number);
  }

  @Override
  public void on(TrainEvent event, Run run) {
    switch (event) {
      case TrainEvent.RunStarted r -> {
        step = r.start();
        training = true;
      }
      case TrainEvent.BatchEnded b -> {
        step = b.step();
        // The end of an epoch comes right after its last batch; a loss that is not finite has another end.
        if (b.batch() < b.of() && Double.isFinite(b.loss())) {
          stopIfAsked(run);
        }
      }
      case TrainEvent.EpochEnded _ -> stopIfAsked(run);
      default -> {}
    }
  }

  /// Stops after the checkpoint is written, so that this holds a run that goes on.
  private void stopIfAsked(Run run) {
    if (signal != 0) {
      run.checkpoint(checkpoint, _ -> run.stop("interrupted"));
    }
  }

  /// To be called when training has ended.
  ///
  /// @throws Interrupted when a signal has asked for that
  public void endTraining() {
    training = false;
    if (signal != 0) {
      throw new Interrupted(signal, "interrupted after step " + step + where + "; go on with: " + remedy);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable one : handled.reversed()) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException("a signal cannot be given back", e);
      }
    }
  }
}
