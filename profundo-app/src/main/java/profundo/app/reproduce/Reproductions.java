package profundo.app.reproduce;

import java.util.List;
import java.util.Optional;

/// Every [Reproduction]. A new one is one file and one line here.
public final class Reproductions {
  private static final List<Reproduction> ALL =
      List.of(
          new Adrenal3d(),
          new SeriesCnn(),
          new SpokenDigitsCnn(),
          new Forecast(),
          new CifarAugmentation(),
          new MlpDeep(),
          new MlpDropout(),
          new Transfer(),
          new DeepAutoencoderCodes(),
          new StackedDenoising(),
          new Contractive(),
          new KSparseCodes(),
          new DenoisingCodes(),
          new ContractiveDenoising(),
          new ConvAutoencoder(),
          new MovieLensRatings(),
          new TextCnnSentences(),
          new CharLstm(),
          new LongMemory(),
          new LbfgsRosenbrock(),
          new Iris(),
          new RbmLikelihood(),
          new DeepBelief(),
          new DeepBoltzmann(),
          new Pretraining600());

  private Reproductions() {}

  /// All of them.
  public static List<Reproduction> all() {
    return ALL;
  }

  /// Their names.
  public static List<String> names() {
    return ALL.stream().map(Reproduction::name).toList();
  }

  /// The one of this name.
  public static Optional<Reproduction> find(String name) {
    return ALL.stream().filter(r -> r.name().equals(name)).findFirst();
  }
}
