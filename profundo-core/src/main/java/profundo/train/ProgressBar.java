package profundo.train;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/// Shows how far a run is: a line for each epoch, redrawn in place on a terminal, plain otherwise.
///
///     Epoch 3/10 [=========>          ] 234/469, 12 s left, 51,234/s, loss 0.1234, accuracy 0.9651
///     Epoch 3/10 [====================] 469/469, 25 s, 51,870/s, loss 0.1201, accuracy 0.9660, val_loss 0.0987, ...
public final class ProgressBar implements Listener {
  private static final int WIDTH = 20;
  private static final long REDRAW = 100_000_000L;
  private static final long PLAIN = 30_000_000_000L;

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier clock;
  private long start;
  private long shown;
  private int first;
  private int batch;
  private int epochs;
  private int of;
  private boolean open;

  private ProgressBar(PrintWriter out, boolean terminal, LongSupplier clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
  }

  /// To standard error, redrawn in place where that is a terminal.
  public static ProgressBar stderr() {
    return to(System.err, terminal());
  }

  /// To any stream.
  ///
  /// @param terminal whether a line can be redrawn
  public static ProgressBar to(PrintStream out, boolean terminal) {
    return to(new PrintWriter(out, true), terminal);
  }

  /// To any writer.
  ///
  /// @param terminal whether a line can be redrawn
  public static ProgressBar to(PrintWriter out, boolean terminal) {
    return new ProgressBar(out, terminal, System::nanoTime);
  }

  /// As [#to(PrintStream, boolean)], with a clock in nanoseconds.
  static ProgressBar to(PrintStream out, boolean terminal, LongSupplier clock) {
    return new ProgressBar(new PrintWriter(out, true), terminal, clock);
  }

  /// Whether standard error goes to a terminal. Java knows only of input and output together, so the system is asked.
  private static boolean terminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null && System.console().isTerminal();
    }
  }

  @Override
  public void on(TrainEvent event, Run run) {
    switch (event) {
      case TrainEvent.RunStarted r -> {
        epochs = r.epochs();
        if (r.start() > 0) {
          line("going on after step " + r.start());
        }
      }
      case TrainEvent.EpochStarted e -> {
        start = clock.getAsLong();
        // Plain output says something at once only when an epoch turns out to be long.
        shown = terminal ? start - REDRAW : start;
        first = -1;
        batch = 0;
        of = e.steps();
      }
      case TrainEvent.BatchEnded b -> {
        first = first < 0 ? b.batch() - 1 : first;
        batch = b.batch();
        long now = clock.getAsLong();
        if (now - shown >= (terminal ? REDRAW : PLAIN) && batch < of) {
          shown = now;
          draw(b.epoch(), left(now), b.samplesPerSecond(), b.metrics(), false);
        }
      }
      case TrainEvent.EpochEnded e -> {
        batch = of;
        draw(e.epoch(), time(e.seconds()), e.samplesPerSecond(), e.metrics(), true);
      }
      case TrainEvent.Warned w -> line("warning: " + w.message());
      case TrainEvent.Stopped s -> line("stopped: " + s.reason());
      case TrainEvent.RunEnded _ -> endLine();
      case TrainEvent.GradientsMeasured _, TrainEvent.Checkpointed _ -> {}
    }
  }

  private String left(long now) {
    double perBatch = (now - start) * 1e-9 / Math.max(1, batch - first);
    return time(perBatch * (of - batch)) + " left";
  }

  private void draw(int epoch, String time, double perSecond, Map<String, Double> metrics, boolean last) {
    var text = new StringBuilder();
    text.append("Epoch ").append(epoch).append('/').append(epochs).append(' ');
    if (terminal) {
      int full = (int) ((long) WIDTH * batch / of);
      text.append('[').append("=".repeat(full));
      text.append(full < WIDTH ? ">" + " ".repeat(WIDTH - full - 1) : "").append("] ");
    }
    text.append(batch).append('/').append(of).append(", ").append(time);
    if (Double.isFinite(perSecond)) {
      text.append(String.format(Locale.ROOT, ", %,.0f/s", perSecond));
    }
    metrics.forEach((name, value) -> text.append(", ").append(name).append(' ').append(number(value)));
    if (terminal) {
      out.print("\r" + text + "\u001b[K" + (last ? "\n" : ""));
      out.flush();
      open = !last;
    } else {
      out.println(text);
    }
  }

  private void line(String text) {
    endLine();
    out.println(text);
  }

  private void endLine() {
    if (open) {
      out.println();
      open = false;
    }
  }

  private static String time(double seconds) {
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long s = Math.round(seconds);
    if (s < 100) {
      return s + " s";
    }
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d min", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d h", s / 3600, s / 60 % 60);
  }

  private static String number(double value) {
    double size = Math.abs(value);
    String format = size != 0 && size < 1e-3 || size >= 1e5 ? "%.3e" : "%.4f";
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : Double.toString(value);
  }
}
