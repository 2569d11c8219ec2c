package profundo.app.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.app.data.ImageSize;
import profundo.app.data.Samples;
import profundo.app.models.Model;
import profundo.app.models.Models;
import profundo.app.models.Recipe;
import profundo.app.models.Sample;
import profundo.app.models.Training;
import profundo.app.terminal.InvalidInput;
import profundo.data.AugmentationSpec;
import profundo.io.FormatException;
import profundo.io.Json;
import profundo.nn.CenterCrop;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.Sequential;

/// The [Plan] of a classifier that is trained on examples.
///
/// @param network what is trained: one of [profundo.app.models.Models], or one by its settings
/// @param data as it stands after `--data`, folders absolute
/// @param input shape of one sample
/// @param training optimizer, learning rate, batch, epochs, ...
/// @param recipe augmentation, penalties, averages, ...
/// @param loss one of [#LOSSES]
/// @param logs what is written while it trains; the outcome does not depend on it
/// @param validationFraction part of the training data that is held out to watch the run; 0 for none
/// @param patience epochs without better validation loss after which the run ends with its best weights; 0 for never
/// @param seed of everything that is drawn
public record Experiment(
    Model network,
    String data,
    Shape input,
    Training training,
    Recipe recipe,
    String loss,
    Logs logs,
    double validationFraction,
    int patience,
    long seed)
    implements Plan {
  /// What is made small in training.
  public static final SequencedMap<String, Loss> LOSSES = losses();

  static final String SOFTMAX_CROSS_ENTROPY = "softmax-cross-entropy";

  /// @param csv whether to write metrics.csv
  /// @param tensorboard whether to write events/
  /// @param diagnose whether to watch the run from inside, and say what is wrong
  public record Logs(boolean csv, boolean tensorboard, boolean diagnose) {
    static final Logs ALL = new Logs(true, true, false);
  }

  /// The name of the layer that takes the centre of a sample.
  static final String CENTRE = "centre";

  /// Checks what goes together.
  public Experiment {
    Plan.requireFraction(validationFraction);
    Plan.requirePatience(patience, validationFraction);
    try {
      seen(recipe, input);
    } catch (IllegalArgumentException e) {
      throw new InvalidInput("--augment " + recipe.augment() + ": " + RecipeReader.plain(e), e);
    }
    recipe.conflicts(loss, validationFraction > 0).stream().findFirst().ifPresent(
        conflict -> {
          throw new InvalidInput(conflict);
        });
  }

  /// A network by its name, trained by softmax cross-entropy.
  ///
  /// @param model a name from [Models]
  public Experiment(String model, String data, Shape input, Training training, double validationFraction, int patience, long seed) {
    this(
        Models.find(model).orElseThrow(() -> ModelNames.unknown(model, "")), data, input, training, Recipe.NONE,
        SOFTMAX_CROSS_ENTROPY, Logs.ALL, validationFraction, patience, seed);
  }

  /// The same with another recipe and logs.
  public Experiment with(Recipe recipe, Logs logs) {
    return new Experiment(network, data, input, training, recipe, loss, logs, validationFraction, patience, seed);
  }

  private static SequencedMap<String, Loss> losses() {
    var all = new LinkedHashMap<String, Loss>();
    all.put(SOFTMAX_CROSS_ENTROPY, Loss::softmaxCrossEntropy);
    all.put("multiclass-hinge", Loss::multiclassHinge);
    return all;
  }

  /// The name of the network.
  @Override
  public String model() {
    return network.name();
  }

  /// The shape of what the network learns from: that of a sample after augmentation, which may crop it.
  ///
  /// @throws IllegalArgumentException when samples of this size cannot be augmented so
  public static Shape seen(Recipe recipe, Shape input) {
    return recipe.augment().isEmpty() ? input : AugmentationSpec.of(recipe.augment(), null).output(input);
  }

  /// The shape of what the network learns from.
  public Shape seen() {
    return seen(recipe, input);
  }

  /// The network with new weights. Where it learns from random crops it has a layer in front that takes the centre of a whole
  /// sample, so that it is tested and used on the centre.
  ///
  /// @throws InvalidInput when the network does not take such samples
  public Sequential build(Samples samples) {
    Sample whole = samples.sample();
    Shape seen = seen();
    boolean cropped = !seen.equals(input);
    Sequential net;
    try {
      net =
          network.build(
              cropped ? new Sample(seen, whole.tokens()) : whole, samples.parts().train().classes().size(),
              Rng.of(seed).stream("weights"));
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(data + ": " + e.getMessage(), e);
    }
    if (!cropped) {
      return net;
    }
    var layers = new ArrayList<Layer>(net.layers());
    layers.addFirst(CenterCrop.of(seen.size(0), seen.size(1)));
    var names = new ArrayList<>(net.names());
    names.addFirst(CENTRE);
    return new Sequential(layers, names);
  }

  /// Whether `profundo train` knows all there is to it.
  private boolean isPlain() {
    return Models.find(model()).isPresent() && loss.equals(SOFTMAX_CROSS_ENTROPY) && recipe.isPlain();
  }

  @Override
  public Map<String, Object> settings() {
    var all = new LinkedHashMap<String, Object>();
    all.put("model", model());
    all.put("data", data);
    all.put("input", ImageSize.text(input));
    all.put("epochs", training.epochs());
    all.put("batch", training.batch());
    all.put("optimizer", training.optimizer());
    all.put("lr", training.rate());
    all.put("momentum", training.momentum());
    all.put("weight-decay", training.weightDecay());
    all.put("schedule", training.schedule());
    all.put("clip", training.clip());
    recipe.chosen().forEach(all::put);
    all.put("validation-fraction", validationFraction);
    all.put("patience", patience);
    all.put("seed", seed);
    if (!isPlain()) {
      all.put("loss", loss);
      all.put("network", Json.of(ExperimentFile.plain(network)).compact());
    }
    return all;
  }

  @Override
  public String command() {
    if (!isPlain()) {
      return "./profundo run experiment.yaml";
    }
    var words = new ArrayList<>(List.of("./profundo", "train", model()));
    settings()
        .forEach(
            (name, value) -> {
              boolean unused = name.equals("momentum") && training.momentum() == 0;
              if (!name.equals("model") && !unused) {
                words.add("--" + name);
                words.add(Plan.quoted(value.toString()));
              }
            });
    return String.join(" ", words);
  }

  @Override
  public String remedy(String phase) {
    return training.remedy();
  }

  @Override
  public String yaml() {
    return ExperimentFile.text(this);
  }

  @Override
  public Json.Obj json() {
    return Json.Obj.EMPTY
        .with("model", model())
        .with("network", ExperimentFile.plain(network))
        .with("data", data)
        .with("input", input.sizes())
        .with("training", json(training))
        .with("recipe", recipe.chosen())
        .with("loss", loss)
        .with("logs", Map.of("csv", logs.csv(), "tensorboard", logs.tensorboard(), "diagnose", logs.diagnose()))
        .with("validation_fraction", validationFraction)
        .with("patience", patience)
        .with("seed", seed);
  }

  /// The settings of a training with keys in snake case.
  public static Json.Obj json(Training t) {
    return Json.Obj.EMPTY
        .with("epochs", t.epochs())
        .with("batch", t.batch())
        .with("optimizer", t.optimizer())
        .with("learning_rate", t.rate())
        .with("momentum", t.momentum())
        .with("weight_decay", t.weightDecay())
        .with("schedule", t.schedule())
        .with("clip", t.clip());
  }

  /// Reads the `experiment.json` of a classifier.
  ///
  /// @throws FormatException when it is no such file
  public static Experiment read(Path file) throws IOException {
    return switch (Plan.read(file)) {
      case Experiment e -> e;
      case Plan other -> throw new FormatException(file + ": expected the settings of a classifier, got those of " + other.model());
    };
  }

  /// From what [#json] gives.
  static Experiment of(Json.Obj json) {
    Json.Obj t = json.object("training");
    // Earlier versions knew networks by name only, and one loss.
    Json network = json.find("network").orElse(json.get("model"));
    Json.Obj logs = json.find("logs").map(Json::asObject).orElse(Json.Obj.EMPTY);
    String loss = json.find("loss").map(Json::asText).orElse(SOFTMAX_CROSS_ENTROPY);
    if (!LOSSES.containsKey(loss)) {
      throw new FormatException("expected as loss one of " + String.join(", ", LOSSES.keySet()) + ", got '" + loss + "'");
    }
    return new Experiment(
        ExperimentFile.network(network),
        json.text("data"),
        Shape.of(json.list("input").stream().mapToInt(Json::asInt).toArray()),
        new Training(
            t.text("optimizer"),
            t.number("learning_rate"),
            t.number("momentum"),
            t.number("weight_decay"),
            t.text("schedule"),
            t.number("clip"),
            t.integer("batch"),
            t.integer("epochs")),
        Recipe.of(plain(json.find("recipe").map(Json::asObject).orElse(Json.Obj.EMPTY))),
        loss,
        new Logs(
            logs.find("csv").map(Json::asBoolean).orElse(true),
            logs.find("tensorboard").map(Json::asBoolean).orElse(true),
            logs.find("diagnose").map(Json::asBoolean).orElse(false)),
        json.number("validation_fraction"),
        json.integer("patience"),
        json.whole("seed"));
  }

  /// Settings of a [Recipe].
  private static Map<String, Object> plain(Json.Obj json) {
    var all = new LinkedHashMap<String, Object>();
    json.members()
        .forEach(
            (name, value) -> {
              Object usual = Recipe.NONE.settings().get(name);
              switch (usual) {
                case null -> throw new FormatException("unknown setting '" + name + "' in recipe; it is from a later version");
                case String _ -> all.put(name, value.asText());
                case Boolean _ -> all.put(name, value.asBoolean());
                case List<?> _ -> all.put(name, value.asList().stream().map(Json::asText).toList());
                default -> all.put(name, value.asDouble());
              }
            });
    return all;
  }
}
