package profundo.app.run;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import profundo.Shape;
import profundo.Variable;
import profundo.train.Listener;
import profundo.train.Run;
import profundo.train.TrainEvent;

/// Says what is going to be trained when a phase begins:
///
///     phase 2/4 rbm-2 500-500: 251,000 parameters, 10 epochs
///
/// @param phase as in `phase 2/4 rbm-2`
/// @param known sizes that the phase itself tells; empty where they are to be read off the weights
/// @param sized takes the sizes; empty where nothing tells them
/// @param tell takes the line
public record PhaseAnnouncement(String phase, String known, Consumer<String> sized, Consumer<String> tell) implements Listener {
  @Override
  public void on(TrainEvent event, Run run) {
    if (event instanceof TrainEvent.RunStarted r) {
      String sizes = known.isEmpty() ? sizes(List.copyOf(run.model().values())) : known;
      sized.accept(sizes);
      String head = phase + (sizes.isEmpty() ? "" : " " + sizes) + ": ";
      long steps = (long) r.epochs() * r.steps();
      if (r.start() >= steps) {
        tell.accept(head + "has ended already");
        return;
      }
      String begun = r.start() == 0 ? "" : ", goes on after step " + r.start() + " of " + steps;
      tell.accept(
          head + String.format(Locale.ROOT, "%,d parameters, %d %s", r.trainable(), r.epochs(), r.epochs() == 1 ? "epoch" : "epochs")
              + begun);
    }
  }

  /// The widths of the layers where weights are matrices that follow each other, as in `784-500-10`; else empty.
  static String sizes(List<Variable> variables) {
    List<Shape> matrices = variables.stream().map(Variable::shape).filter(s -> s.rank() == 2).toList();
    if (matrices.isEmpty() || variables.stream().anyMatch(v -> v.shape().rank() > 2)) {
      return "";
    }
    var sizes = new StringBuilder().append(matrices.getFirst().size(0));
    int out = matrices.getFirst().size(0);
    for (Shape s : matrices) {
      if (s.size(0) != out) {
        return "";
      }
      out = s.size(1);
      sizes.append('-').append(out);
    }
    return sizes.toString();
  }
}
