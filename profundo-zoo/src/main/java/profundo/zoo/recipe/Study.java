package profundo.zoo.recipe;

import java.util.List;
import java.util.SequencedMap;
import profundo.data.Dataset;
import profundo.nn.Described;
import profundo.train.Phase;
import profundo.zoo.Zoo;

/// A model of the zoo with the course of its training.
public interface Study {
  /// The model, as it is saved: known to [Zoo#layers], so that its file can be read again.
  Described model();

  /// What the model file says that the outputs stand for: `classes` for one that classifies in the end, else empty.
  List<String> classes();

  /// The phases of its training, in order. Their trainers report `loss` and what else tells how far they are, such as
  /// `squared_error`.
  List<Phase> phases();

  /// What the trained model is judged by, by names with units, such as `test_error_percent` or `squared_error`.
  ///
  /// @param test samples that it has not seen
  SequencedMap<String, Double> figures(Dataset test);

  /// What there is to see in the trained model: filters, reconstructions, samples.
  ///
  /// @param test samples that it has not seen
  List<Sheet> sheets(Dataset test);
}
