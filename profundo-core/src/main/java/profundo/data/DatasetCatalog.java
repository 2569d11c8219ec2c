package profundo.data;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import profundo.data.KnownDataset.Origin;
import profundo.data.KnownDataset.RemoteFile;

/// The data sets that Profundo knows by name. Sizes and check sums were computed from the files themselves.
public final class DatasetCatalog {
  private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private static final KnownDataset STROKES =
      new KnownDataset(
          "strokes",
          "generated handwriting, digits 0 to 9 as pen strokes, 28x28 grey, 12,000 + 2,000",
          "",
          "",
          Origin.GENERATED,
          DIGITS,
          List.of(),
          List.of());

  private static final KnownDataset MNIST =
      new KnownDataset(
          "mnist",
          "handwritten digits 0 to 9, 28x28 grey, 60,000 + 10,000",
          "CC BY-SA 3.0, as commonly stated",
          "http://yann.lecun.com/exdb/mnist/",
          Origin.DOWNLOADED,
          DIGITS,
          List.of(
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
          List.of(
              new RemoteFile(
                  "train-images-idx3-ubyte.gz",
                  9_912_422,
                  "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              new RemoteFile(
                  "train-labels-idx1-ubyte.gz",
                  28_881,
                  "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
              new RemoteFile(
                  "t10k-images-idx3-ubyte.gz",
                  1_648_877,
                  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
              new RemoteFile(
                  "t10k-labels-idx1-ubyte.gz",
                  4_542,
                  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

  private static final KnownDataset FASHION_MNIST =
      new KnownDataset(
          "fashion-mnist",
          "pictures of clothes in 10 classes, 28x28 grey, 60,000 + 10,000",
          "MIT",
          "https://github.com/zalandoresearch/fashion-mnist",
          Origin.BY_HAND,
          List.of(
              "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
          List.of(),
          List.of());

  private DatasetCatalog() {}

  /// All of them, the generated one first.
  public static List<KnownDataset> all() {
    return List.of(STROKES, MNIST, FASHION_MNIST);
  }

  /// The one of this name.
  public static Optional<KnownDataset> find(String name) {
    return all().stream().filter(d -> d.name().equals(name)).findFirst();
  }

  /// Their names.
  public static List<String> names() {
    return all().stream().map(KnownDataset::name).toList();
  }
}
