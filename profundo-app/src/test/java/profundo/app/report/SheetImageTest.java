package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Shape;
import profundo.zoo.recipe.Sheet;

class SheetImageTest {
  private static int grey(int level) {
    return level << 16 | level << 8 | level;
  }

  private static int at(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xffffff;
  }

  @Test
  void picturesStandInRowsWithALineBetween() {
    float[] v = {0, 1, 0.5f, -3, 7, 1, 1, 1, 0, 0, 0, Float.NaN};
    BufferedImage image = SheetImage.of(Sheet.of("s", "S", "c", Array.of(Shape.of(3, 2, 2, 1), v), 2));
    assertThat(image.getWidth()).isEqualTo(1 + 2 * 3);
    assertThat(image.getHeight()).isEqualTo(1 + 2 * 3);
    assertThat(at(image, 0, 0)).isEqualTo(grey(0x7f));
    assertThat(at(image, 1, 1)).isEqualTo(grey(0));
    assertThat(at(image, 2, 1)).isEqualTo(grey(255));
    assertThat(at(image, 1, 2)).isEqualTo(grey(128));
    assertThat(at(image, 2, 2)).as("below the lowest").isEqualTo(grey(0));
    assertThat(at(image, 4, 1)).as("above the highest").isEqualTo(grey(255));
    assertThat(at(image, 2, 5)).isEqualTo(grey(0));
    assertThat(at(image, 4, 4)).as("no fourth picture").isEqualTo(grey(0x7f));
  }

  @Test
  void lowAndHighAreBlackAndWhiteAndThreeChannelsAreColours() {
    var filters = new Sheet("f", "F", "c", Array.of(Shape.of(1, 1, 3, 1), new float[] {-2, 0, 2}), 1, -2, 2);
    BufferedImage image = SheetImage.of(filters);
    assertThat(List.of(at(image, 1, 1), at(image, 2, 1), at(image, 3, 1))).containsExactly(grey(0), grey(128), grey(255));
    var colours = Sheet.of("c", "C", "c", Array.of(Shape.of(1, 1, 1, 3), new float[] {1, 0, 0.2f}), 1);
    assertThat(at(SheetImage.of(colours), 1, 1)).isEqualTo(0xff0033);
  }

  @Test
  void aSmallPictureIsEnlargedInItsFile() throws IOException {
    var sheet = Sheet.of("s", "S", "c", Array.of(Shape.of(1, 2, 2, 1), new float[] {0, 1, 1, 0}), 1);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(SheetImage.png(SheetImage.of(sheet))));
    assertThat(read.getWidth()).isEqualTo(4 * 8);
    assertThat(at(read, 8, 8)).isEqualTo(grey(0));
    assertThat(at(read, 16, 8)).isEqualTo(grey(255));
    assertThat(at(read, 23, 15)).isEqualTo(grey(255));
  }

  @Test
  void aReportShowsPhasesAndSheetsInTheirOrder() {
    var history = new RunHistory(
        List.of(java.util.Map.of("epoch", 1.0, "step", 5.0, "loss", 2.0), java.util.Map.of("epoch", 2.0, "step", 10.0, "loss", 1.0)),
        List.of(), List.of());
    var sheet = Sheet.of("s", "Filters <b>", "What units look for.", Array.of(Shape.of(1, 2, 2, 1), new float[4]), 1);
    Page page =
        Page.of(
            ReportData.of("dbn", "mnist", 1, "./profundo train dbn")
                .phases(List.of(new ReportData.PhaseHistory("rbm-1", history), new ReportData.PhaseHistory("fine-tuning", history)))
                .sheets(List.of(sheet))
                .build());
    assertThat(page.sections()).containsExactly("phase-1", "phase-2", "sheets", "repeat");
    assertThat(page.section("phase-2").text()).contains("Phase 2 of 2: fine-tuning");
    assertThat(page.section("sheets").all("img")).hasSize(1);
    assertThat(page.section("sheets").text()).contains("Filters <b>", "What units look for.");
    assertThat(page.html()).contains("It was trained in 2 phases: rbm-1 for 2 epochs, fine-tuning for 2 epochs");
  }

  @Test
  void aSheetThatNoPictureCanHoldIsRefused() {
    var sheet = Sheet.of("long", "L", "c", Array.zeros(Shape.of(10_000, 1, 1, 1), profundo.DType.F32), 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SheetImage.of(sheet))
        .withMessageContaining("at most 20000 pixels a side, got 3 x 20001");
  }
}
