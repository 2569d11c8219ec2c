package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.Shape;
import profundo.data.KnownDataset.Origin;
import profundo.data.KnownDataset.RemoteFile;

class DatasetCatalogTest {
  @TempDir Path dir;

  @Test
  void entriesAreWhole() {
    assertThat(DatasetCatalog.names()).doesNotHaveDuplicates().contains("strokes", "mnist", "fashion-mnist");
    for (KnownDataset d : DatasetCatalog.all()) {
      assertThat(d.description()).as(d.name()).isNotBlank();
      assertThat(d.classes()).as(d.name()).isNotEmpty().doesNotHaveDuplicates();
      assertThat(DatasetCatalog.find(d.name())).contains(d);
      boolean downloaded = d.origin() == Origin.DOWNLOADED;
      assertThat(d.files().isEmpty()).as(d.name()).isEqualTo(!downloaded);
      assertThat(d.mirrors().isEmpty()).as(d.name()).isEqualTo(!downloaded);
      assertThat(d.licence().isEmpty()).as(d.name()).isEqualTo(d.origin() == Origin.GENERATED);
      assertThat(d.mirrors()).as(d.name()).allSatisfy(m -> assertThat(m.toString()).startsWith("https://").endsWith("/"));
      assertThat(d.files()).as(d.name()).allSatisfy(f -> assertThat(f.sha256()).matches("[0-9a-f]{64}"));
    }
    assertThat(DatasetCatalog.find("nonsense")).isEmpty();
  }

  @Test
  void sumsAreThoseOfTheRealFiles() throws Exception {
    KnownDataset mnist = DatasetCatalog.find("mnist").orElseThrow();
    Path folder = TestData.folder("mnist");
    assertThat(mnist.isIn(folder)).isTrue();
    for (RemoteFile f : mnist.files()) {
      byte[] bytes = Files.readAllBytes(folder.resolve(f.name()));
      assertThat(bytes.length).as(f.name()).isEqualTo((int) f.bytes());
      assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
          .as(f.name())
          .isEqualTo(f.sha256());
    }
  }

  @Test
  void aFolderWithFewerFilesOrOtherClassesIsNotTheDataSet() {
    KnownDataset fashion = DatasetCatalog.find("fashion-mnist").orElseThrow();
    for (String part : new String[] {"train", "t10k"}) {
      assertThat(fashion.isIn(dir)).isFalse();
      Idx.of(Idx.Type.UBYTE, Shape.of(2, 28, 28), new byte[2 * 784]).write(dir.resolve(part + "-images-idx3-ubyte"));
      Idx.of(Idx.Type.UBYTE, Array.of(Shape.of(2), 3, 9)).write(dir.resolve(part + "-labels-idx1-ubyte"));
    }
    assertThat(fashion.isIn(dir)).isTrue();
    assertThat(fashion.load(dir).train().classes()).hasSize(10).contains("Sneaker");
    Idx.of(Idx.Type.UBYTE, Array.of(Shape.of(2), 3, 10)).write(dir.resolve("train-labels-idx1-ubyte"));
    assertThatThrownBy(() -> fashion.load(dir))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("10 classes, got 11", "idx:" + dir);
  }
}
