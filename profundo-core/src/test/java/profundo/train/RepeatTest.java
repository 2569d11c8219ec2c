package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.compile.Engine;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.io.ModelFile;
import profundo.io.Sha256;
import profundo.nn.Conv2d;
import profundo.nn.Dropout;
import profundo.nn.Flatten;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.MaxPool2d;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Clip;

class RepeatTest {
  @TempDir Path folder;

  /// Trains on pictures of noise, large enough for threads to share the work.
  private String train(int threads, long seed) throws IOException {
    Rng rng = Rng.of(3);
    int n = 150;
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = rng.nextInt(10);
    }
    Dataset data = Dataset.of(rng.normal(Shape.of(n, 14, 14, 1), 0, 1), Array.wrap(Shape.of(n), labels));
    Layer net =
        Sequential.of(
            Conv2d.of(1, 8, 3, rng), Relu.of(), MaxPool2d.of(2), Flatten.of(), Dropout.of(0.25),
            Linear.of(288, 64, rng), Relu.of(), Linear.of(64, 10, rng));
    Path file = folder.resolve("model.safetensors");
    try (Engine engine = Engine.of(threads)) {
      Trainer.of(Step.supervised(net, Loss::softmaxCrossEntropy, Adam.of(1e-3)).withClip(Clip.globalNorm(1)))
          .engine(engine)
          .seed(seed)
          .fit(Batches.of(data, 64).shuffled(seed), 2);
    }
    ModelFile.save(net, file);
    return Sha256.of(file);
  }

  @Test
  void theSameSeedGivesTheSameFileOnAnyNumberOfThreads() throws IOException {
    String one = train(1, 7);
    assertThat(train(1, 7)).as("again").isEqualTo(one);
    assertThat(train(2, 7)).as("two threads").isEqualTo(one);
    assertThat(train(3, 7)).as("three threads").isEqualTo(one);
    assertThat(train(1, 8)).as("another seed").isNotEqualTo(one);
  }
}
