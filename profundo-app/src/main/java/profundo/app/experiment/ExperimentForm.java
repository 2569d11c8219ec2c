package profundo.app.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import profundo.app.models.ConvNet;
import profundo.app.models.LayerTypes;
import profundo.app.models.Recipe;
import profundo.app.models.Training;
import profundo.data.AugmentationSpec;
import profundo.io.Json;

/// The keys of an experiment file.
public final class ExperimentForm {
  private static final int MOST = 10_000_000;

  private static final Form PADDING =
      new Form.Either(
          "same keeps the size, valid adds nothing, a number adds so many zeros on each side",
          List.of(new Form.Text("", List.of("same", "valid")), new Form.Whole("", 0, 64)));

  private static final Form.Whole FILTERS = new Form.Whole("", 1, 4096);

  /// `model: {cnn: ...}`.
  static final Form.Group CNN =
      Form.Group.of(
          "phases of convolution, relu and pooling, then a classifier of linear layers",
          "",
          "phases", new Form.Whole("how many, where filters is one number or left out (default: 2)", 1, 16),
          "filters",
          new Form.Either(
              "of every phase, or a list with one number for each (default: [32, 64])",
              List.of(FILTERS, new Form.Items("", FILTERS, 16))),
          "size", new Form.Whole("height and width of the kernels (default: 3)", 1, 31),
          "stride", new Form.Whole("of the convolutions (default: 1)", 1, 16),
          "padding", PADDING,
          "pooling", new Form.Text("kind of pooling (default: max)", ConvNet.POOLING),
          "window", new Form.Whole("height, width and stride of the pooling (default: 2)", 1, 16),
          "layers", new Form.Whole("hidden layers of the classifier (default: 1)", 0, 16),
          "neurons", new Form.Whole("in each of them (default: 128)", 1, 65_536),
          "dropout", new Form.Decimal("rate after each of them (default: 0)", 0, 0.95, false));

  /// An item of `model: {layers: ...}`, by its name: lists of layers may be within layers.
  private static final Form LAYER_REF = new Form.Ref("layer", () -> ExperimentForm.LAYER);

  /// An item of `model: {layers: ...}`.
  static final Form.Group LAYER = layer();

  /// An item of `data: {augment: [...]}`: a word with its numbers.
  private static final Form.Group AUGMENTATION = augmentation();

  private static final Form.Group PENALTY =
      Form.Group.of(
          "what is added to the loss for large weights; elastic with mix is short for l1 and l2",
          "",
          "l1", new Form.Decimal("strength of sum |w| (default: 0)", 0, 1e3, false),
          "l2", new Form.Decimal("strength of sum w^2 / 2 (default: 0)", 0, 1e3, false),
          "elastic", new Form.Decimal("strength of both together", 0, 1e3, false),
          "mix", new Form.Decimal("part of l1 in elastic (default: 0.5)", 0, 1, false),
          "biases", new Form.Flag("whether biases count, too (default: false)"));

  private static final Form.Group AVERAGE =
      Form.Group.of(
          "of the weights, which validation judges and the model ends with",
          "kind",
          "kind", new Form.Text("none, ema (exponential), swa (plain, at the ends of epochs) (default: none)", Recipe.AVERAGES),
          "decay", new Form.Decimal("of ema, for each batch (default: 0.99)", 0, 0.999999, true),
          "start", new Form.Decimal("of swa: part of the epochs before the mean begins (default: 0.75)", 0, 0.99, false));

  private static final Form RANGE =
      new Form.Either(
          "values to choose from, or a range",
          List.of(
              new Form.Items("values to choose from, each as the setting takes it", new Form.Any(), 100),
              SearchSpace.RANGE));

  private static final Form.Group ROOT =
      Form.Group.of(
              "An experiment of Profundo: what './profundo run' trains and './profundo search' varies.",
              "",
              "model",
              new Form.Either(
                  "a network by its name, by the hyper-parameters of a cnn, or by the list of its layers",
                  List.of(
                      new Form.Text("see './profundo models'", ModelNames.all()),
                      Form.Group.of("", "", "cnn", CNN, "layers", new Form.Items(
                          "hidden layers, from the input on; the linear layer to the classes is added", LAYER_REF, 200)))),
              "data",
              Form.Group.of(
                  "where the samples come from",
                  "set",
                  "set",
                  new Form.Text(
                      "a name from './profundo datasets', strokes:SEED, idx:DIR, images:DIR, text:FILE or series:FILE (default: strokes)",
                      List.of()),
                  "input",
                  new Form.Either(
                      "shape of one image (default: 28x28x1), or places of a text (default: as many as the longest has)",
                      List.of(new Form.Text("", List.of()), new Form.Whole("", 1, 99_999))),
                  "validation-fraction",
                  new Form.Decimal("part of the training data held out to watch the run (default: 0.05)", 0, 0.9, false),
                  "batch", new Form.Whole("samples in a batch (default: the model's)", 1, MOST),
                  "sampling",
                  new Form.Text("balanced: all classes come equally often, with replacement (default: shuffled)", Recipe.SAMPLING),
                  "augment",
                  new Form.Either(
                      "what is done to each sample, such as [shift: 4, mirror]",
                      List.of(
                          new Form.Text("words as of './profundo augment', such as shift:4,mirror", List.of()),
                          new Form.Items("", new Form.Either("", List.of(new Form.Text("", List.of()), AUGMENTATION)), 50),
                          AUGMENTATION))),
              "step",
              Form.Group.of(
                  "what one batch does",
                  "loss",
                  "loss", new Form.Text("what is made small (default: softmax-cross-entropy)", List.copyOf(Experiment.LOSSES.keySet())),
                  "clip", new Form.Decimal("longest gradient, all weights together; 0 for any (default: 0)", 0, 1e30, false),
                  "clip-value", new Form.Decimal("largest element of a gradient; 0 for any (default: 0)", 0, 1e30, false),
                  "label-smoothing", new Form.Decimal("share of the target spread over all classes (default: 0)", 0, 0.99, false),
                  "class-weights",
                  new Form.Either(
                      "how much each class counts in the loss: none, balanced, or a number for each (default: none)",
                      List.of(
                          new Form.Text("", List.of("none", "balanced")),
                          new Form.Items("", new Form.Decimal("", 0, 1e6, false), 10_000))),
                  "penalty", PENALTY,
                  "max-norm", new Form.Decimal("longest weights into a unit; 0 for any (default: 0)", 0, 1e30, false),
                  "accumulate", new Form.Whole("batches for each step of the optimizer (default: 1)", 1, MOST),
                  "average", AVERAGE,
                  "freeze",
                  new Form.Either(
                      "weights that are not trained, by patterns of their names such as conv1 or **.bias",
                      List.of(new Form.Text("", List.of()), new Form.Items("", new Form.Text("", List.of()), 100)))),
              "optimizer",
              Form.Group.of(
                  "how weights follow their gradients",
                  "name",
                  "name", new Form.Text("(default: adam)", Training.OPTIMIZERS),
                  "lr", new Form.Decimal("learning rate, the highest of the schedule (default: the model's)", 0, 1e3, true),
                  "momentum", new Form.Decimal("of sgd, nesterov and rmsprop", 0, 0.999999, false),
                  "weight-decay", new Form.Decimal("pull of the weights towards zero", 0, 1e3, false)),
              "schedule",
              new Form.Text("how the learning rate changes over the run (default: one-cycle; with rprop constant)", Training.SCHEDULES),
              "epochs", new Form.Whole("how often every sample is seen (default: the model's)", 1, MOST),
              "listeners",
              Form.Group.of(
                  "what watches the run",
                  "",
                  "early-stopping",
                  Form.Group.of(
                      "stop without better validation loss, with the weights of the best epoch; a model of the zoo: each phase by itself",
                      "patience",
                      "patience", new Form.Whole("epochs to wait; 0 for ever (default: 0)", 0, MOST)),
                  "reduce-on-plateau",
                  Form.Group.of(
                      "lower the learning rate when the validation loss gets no better",
                      "patience",
                      "patience", new Form.Whole("epochs to wait; 0 for never (default: 0)", 0, MOST),
                      "factor", new Form.Decimal("that it is multiplied by (default: 0.1)", 0, 0.99, true)),
                  "diagnose", new Form.Flag("say in words what was wrong with the run (default: false)"),
                  "csv", new Form.Flag("write metrics.csv (default: true)"),
                  "tensorboard", new Form.Flag("write events/ for TensorBoard (default: true)")),
              "settings",
              new Form.Free(
                  "of a model of the zoo: what './profundo models --family' lists for it",
                  new Form.Either(
                      "",
                      List.of(
                          new Form.Decimal("", -1e300, 1e300, false), new Form.Text("", List.of()),
                          new Form.Items("", new Form.Whole("", 1, MOST), 50)))),
              "seed", new Form.Whole("of everything that is drawn (default: " + Plan.SEED + ")", Long.MIN_VALUE, Long.MAX_VALUE),
              "search",
              Form.Group.of(
                      "what './profundo search' tries; './profundo run' passes over it",
                      "",
                      "method", new Form.Text("(default: random)", SearchPlan.METHODS),
                      "trials", new Form.Whole("of random and halving: settings to try (default: 16)", 1, 10_000),
                      "metric",
                      new Form.Text("what is compared (default: val_accuracy)", List.of("val_accuracy", "val_loss")),
                      "eta", new Form.Whole("of halving and hyperband: one in so many goes on (default: 3)", 2, 10),
                      "least-epochs", new Form.Whole("of halving and hyperband: epochs of the first rung (default: 1)", 1, MOST),
                      "seed", new Form.Whole("of the choice of settings (default: the experiment's)", Long.MIN_VALUE, Long.MAX_VALUE),
                      "space", new Form.Free("settings to vary by their paths, such as optimizer.lr", RANGE))
                  .requiring("space"))
          .requiring("model");

  /// What the path of a dimension of a search begins with.
  static final String SPACE = "search.space.";

  /// What the path of a setting of a model of the zoo begins with.
  static final String SETTINGS = "settings.";

  private ExperimentForm() {}

  private static Form.Group layer() {
    var whole = new Form.Whole("", 1, 65_536);
    return Form.Group.of(
            "a layer; a plain name is one with the settings that are usual for it",
            "type",
            "type", new Form.Text("kind of layer", List.copyOf(LayerTypes.ALL.keySet())),
            "filters", new Form.Whole("of convolutions: channels that come out", 1, 4096),
            "size", new Form.Whole("of convolutions: size of the kernel along every axis (default: 3; transposed 2)", 1, 1024),
            "stride", new Form.Whole("of convolutions (default: 1; transposed 2) and pooling (default: its window)", 1, 64),
            "padding", PADDING,
            "output-padding", new Form.Whole("of transposed convolutions: added at the ends (default: 0)", 0, 64),
            "dilation", new Form.Whole("of convolutions: 1 for a kernel without gaps (default: 1)", 1, 64),
            "groups", new Form.Whole("of convolutions and GroupNorm: groups of channels", 1, 4096),
            "bias", new Form.Flag("of convolutions and Linear (default: true)"),
            "window", new Form.Whole("of pooling, along every axis (default: 2)", 1, 1024),
            "factor", new Form.Whole("of Upsample, along every axis (default: 2)", 1, 64),
            "mode", new Form.Text("of Upsample (default: nearest)", List.of("nearest", "linear")),
            "margin", new Form.Whole("of ZeroPad and Crop, on every side (default: 1)", 0, 64),
            "sizes", new Form.Items("of Reshape: those of all axes", whole, 5),
            "units", new Form.Whole("of Linear, Maxout and recurrent layers", 1, 65_536),
            "pieces", new Form.Whole("of Maxout: maps that each unit chooses from (default: 2)", 1, 64),
            "heads", new Form.Whole("of attention and transformers", 1, 64),
            "causal", new Form.Flag("of attention and transformers: whether no place sees those after it (default: false)"),
            "depth", new Form.Whole("of Transformer: blocks (default: 1)", 1, 64),
            "count", new Form.Whole("of Embedding, OneHot and Transformer: how many tokens there are", 1, 1_000_000),
            "width", new Form.Whole("of Embedding and Transformer: size of the vector of a token", 1, 4096),
            "mask-zero", new Form.Flag("of Embedding and Transformer: whether token 0 is padding (default: false)"),
            "output", new Form.Text("of recurrent layers: that of the last step, or of all (default: last)", List.of("last", "all")),
            "bidirectional", new Form.Flag("of recurrent layers (default: false)"),
            "padded", new Form.Flag("of recurrent layers: whether steps of zeros at the end are padding (default: false)"),
            "peepholes", new Form.Flag("of Lstm: whether gates see the memory (default: false)"),
            "readout", new Form.Whole("of Jordan, Narx and FullyRecurrent: outputs (default: as many as units)", 1, 65_536),
            "decay", new Form.Decimal("of Jordan: how much of its context stays (default: 0.5)", 0, 0.999999, false),
            "modules", new Form.Whole("of Clockwork: with periods 1, 2, 4, ...; divides units (default: 4)", 1, 30),
            "input-delays", new Form.Whole("of Narx: inputs before the present one that it sees (default: 3)", 0, 1024),
            "output-delays", new Form.Whole("of Narx: outputs that it sees (default: 3)", 1, 1024),
            "radius", new Form.Decimal("of Reservoir: spectral radius of its fixed weights (default: 0.9)", 0, 10, true),
            "scale", new Form.Decimal("of Reservoir: size of its fixed input weights (default: 0.5)", 0, 1000, true),
            "momentum", new Form.Decimal("of BatchNorm (default: 0.1)", 0, 1, false),
            "rate", new Form.Decimal("of dropout (default: 0.5; of attention and transformers 0)", 0, 0.95, false),
            "deviation", new Form.Decimal("of GaussianNoise (default: 0.1)", 0, 100, false),
            "layers",
            new Form.Items("of Residual: those that the input is added to; of FilterBank: its convolutions", LAYER_REF, 100),
            "branches",
            new Form.Items("of Concatenation: lists of layers, whose results are joined", new Form.Items("", LAYER_REF, 100), 64),
            "axis", new Form.Whole("of Concatenation: counted from the last (default: -1)", -4, -1),
            "input", new Form.Flag("of Concatenation: whether the input is joined, too (default: false)"),
            "join",
            new Form.Text(
                "of FilterBank: maps of one size as channels, the largest of each map, or all elements (default: channels)",
                List.of("channels", "max", "flat")))
        .requiring("type");
  }

  private static Form.Group augmentation() {
    Form number = new Form.Decimal("", -1e9, 1e9, false);
    Form text = new Form.Text("", List.of("reflect"));
    Form settings = new Form.Either("", List.of(number, text, new Form.Items("", new Form.Either("", List.of(number, text)), 4)));
    var keys = new ArrayList<Object>();
    for (String name : AugmentationSpec.names()) {
      keys.add(name);
      keys.add(settings);
    }
    return Form.Group.of("a word and its numbers", "", keys.toArray());
  }

  /// The whole file.
  static Form.Group root() {
    return ROOT;
  }

  /// Every setting that `--set` takes, by its path, but for those of models of the zoo.
  static SequencedMap<String, Form> settable() {
    var all = new LinkedHashMap<String, Form>();
    ROOT.paths("", all);
    paths().keySet().forEach(path -> all.put(SPACE + path, RANGE));
    return all;
  }

  /// Every setting that can be varied, by its path.
  static SequencedMap<String, Form> paths() {
    var all = new LinkedHashMap<String, Form>();
    ROOT.paths("", all);
    all.keySet().removeIf(path -> path.equals("search") || path.startsWith("search.") || path.equals("settings"));
    return all;
  }

  /// For editors: JSON schema.
  public static Json.Obj schema() {
    Json.Obj json =
        Json.Obj.EMPTY.with("$schema", "https://json-schema.org/draft/2020-12/schema").with("title", "Profundo experiment");
    for (var member : ROOT.schema().members().entrySet()) {
      json = json.with(member.getKey(), member.getValue());
    }
    return json.with("$defs", Json.Obj.EMPTY.with("layer", LAYER.schema()));
  }
}
