package profundo.app.models;

import java.util.List;
import java.util.Optional;

/// The networks that the program knows by name.
public final class Models {
  private static final List<Model> ALL =
      List.of(
          new SoftmaxRegression(), new Mlp(), new LeNet5(), new Cnn(), new PyramidNet(), new SeriesCnn(), new Lstm(),
          new TextCnnModel(), new TextLstm());

  private Models() {}

  /// All of them: those of images, the simplest first, those of series, those of texts.
  public static List<Model> all() {
    return ALL;
  }

  /// Their names.
  public static List<String> names() {
    return ALL.stream().map(Model::name).toList();
  }

  /// The one of this name.
  public static Optional<Model> find(String name) {
    return ALL.stream().filter(m -> m.name().equals(name)).findFirst();
  }
}
