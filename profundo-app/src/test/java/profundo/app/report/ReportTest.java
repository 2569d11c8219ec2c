package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.Sequential;
import profundo.nn.Summary;

class ReportTest {
  /// What somebody might call a class, a folder or a layer.
  private static final String HOSTILE =
      "</title></style></svg><script>document.title='owned'</script><img src=\"http://127.0.0.1:9/x\" onerror='x()'>&amp;\u202E";

  @TempDir Path folder;

  @Test
  void aFullReportHasEveryPart() {
    Page page = Page.of(SampleReport.full().build());
    assertThat(page.sections())
        .containsExactly("curves", "confusion", "mistakes", "filters", "maps", "gradients", "model", "repeat");
    assertThat(page.section("curves").all("svg", "chart")).hasSize(3);
    assertThat(page.section("confusion").all("svg")).hasSize(1);
    assertThat(page.section("mistakes").all("img")).hasSize(24);
    assertThat(page.section("filters").all("img")).hasSize(6);
    // the input, 6 + 6 + 6 + 16 + 16 + 16 channels, four dense layers; the answer is bars
    assertThat(page.section("maps").all("img")).hasSize(1 + 66 + 4);
    assertThat(page.section("maps").all("table", "bars")).hasSize(1);
    assertThat(page.section("gradients").all("svg", "chart")).hasSize(1);
    assertThat(page.section("gradients").text()).contains("0 (Conv2d)", "11 (Linear)");
    assertThat(page.section("model").text()).contains("[?, 14, 14, 6]", "48,120", "Total 61,706", "depth");
    assertThat(page.section("repeat").text())
        .contains("profundo train lenet5 --data strokes --epochs 8 --seed 42", "Seed: 42", "5f70bf18a086",
            "optimizer", "adam");
    assertThat(page.all("div", "figures").getFirst().getTextContent()).contains("96.25", "test accuracy", "38.2 s");
    assertThat(page.html()).hasSizeLessThan(600_000);
  }

  /// The value in training is no measurement after the epoch, as that in validation is.
  @Test
  void curvesSayWhenTheirValuesAreMeasured() {
    var row = Map.of("epoch", 1.0, "step", 5.0, "free_energy", -3.0, "val_free_energy", -2.0, "squared_error", 1.0);
    Page page =
        Page.of(
            ReportData.of("rbm", "strokes", 1, "train rbm").history(new RunHistory(List.of(row), List.of(), List.of())).build());
    assertThat(page.section("curves").text())
        .contains("In training the mean over the epoch, while the weights change; in validation measured after it. Only a difference")
        .contains("In training the mean over the epoch, while the weights change.");
  }

  @Test
  void theSameRunIsTheSameFile() {
    assertThat(Report.html(SampleReport.full().build())).isEqualTo(Report.html(SampleReport.full().build()));
  }

  @Test
  void nothingIsLoadedAndNothingRuns() {
    assertHarmless(Page.of(SampleReport.full().build()));
  }

  @Test
  void hostileNamesStayText() {
    List<String> classes = new ArrayList<>(SampleReport.names("", 9));
    classes.add(HOSTILE);
    int[][] counts = new int[10][10];
    counts[9][0] = 3;
    counts[0][9] = 2;
    var row = Map.of("epoch", 1.0, "step", 5.0, HOSTILE, 1.0);
    var norms = new RunHistory.Gradients(1, Map.of(HOSTILE + ".weight", 1.0));
    Page page =
        Page.of(
            ReportData.of(HOSTILE, HOSTILE, 1, "train --data '" + HOSTILE + "'")
                .notice(HOSTILE)
                .settings(Map.of(HOSTILE, HOSTILE))
                .result(Map.of(HOSTILE, HOSTILE, HOSTILE + "2", 0.5))
                .history(new RunHistory(List.of(row), List.of(), List.of(norms)))
                .confusion(new Confusion(counts, classes))
                .mistakes(List.of(new ReportData.Mistake(3, Array.of(Shape.of(1, 1, 1), 0.5f), HOSTILE, HOSTILE, 0.9,
                    0.1)))
                .filters(Optional.of(Array.wrap(Shape.of(2, 2, 1, 10), new float[40])))
                .featureMaps(
                    List.of(
                        new ReportData.FeatureMap(HOSTILE, Array.of(Shape.of(1, 1, 1), 0.5f), List.of()),
                        new ReportData.FeatureMap(HOSTILE, Array.of(Shape.of(1, 1, 1), 0.5f), List.of()),
                        new ReportData.FeatureMap(HOSTILE, Array.wrap(Shape.of(10), new float[10]), classes)))
                .build());
    assertHarmless(page);
    assertThat(page.sections())
        .containsExactly("curves", "confusion", "mistakes", "filters", "maps", "gradients", "repeat");
    assertThat(page.html()).doesNotContain("<script", "\u202E");
    assertThat(page.text()).contains("<script>document.title='owned'</script>");
  }

  private static void assertHarmless(Page page) {
    for (String forbidden : List.of("script", "iframe", "object", "embed", "link", "base", "form", "a",
        "foreignObject", "use", "image")) {
      assertThat(page.all(forbidden)).as(forbidden).isEmpty();
    }
    assertThat(page.all("img")).allSatisfy(i -> assertThat(i.getAttribute("src")).startsWith("data:image/png;base64,"));
    assertThat(page.attributes()).extracting(a -> a.getNodeName()).noneMatch(n -> n.startsWith("on") || n.equals("href"));
    assertThat(page.all("style")).hasSize(1);
    assertThat(page.all("style").getFirst().getTextContent()).doesNotContain("url(", "@import");
    assertThat(page.attributes())
        .filteredOn(a -> a.getNodeName().equals("style"))
        .allSatisfy(a -> assertThat(a.getNodeValue()).matches("[-a-z: .0-9%()px;]*"));
    Element policy = page.all("meta").stream().filter(m -> m.hasAttribute("http-equiv")).findFirst().orElseThrow();
    assertThat(policy.getAttribute("content")).startsWith("default-src 'none'; img-src data:;")
        .doesNotContain("script-src", "http");
  }

  @Test
  void aRunOfWhichNothingIsKnownIsStillAPage() {
    Page page = Page.of(ReportData.of("mlp", "mnist", -1, "profundo train mlp").build());
    assertThat(page.sections()).containsExactly("repeat");
    assertThat(page.text()).contains("mlp", "mnist", "Seed: -1");
  }

  @Test
  void aRunOfOneEpochShowsPoints() {
    Page page = Page.of(ReportData.of("m", "d", 1, "c").history(SampleReport.history(1, 1)).build());
    List<Element> charts = page.section("curves").all("svg", "chart");
    assertThat(charts).hasSize(2);
    assertThat(page.section("curves").all("g", "line"))
        .allSatisfy(g -> assertThat(g.getElementsByTagName("circle").getLength()).isOne());
    assertFinite(page);
  }

  @Test
  void aRunThatFailedInItsFirstEpochShowsItsBatches() {
    var steps = List.of(new RunHistory.StepLoss(1, 2.3, 0.1), new RunHistory.StepLoss(2, 9.5, 0.1),
        new RunHistory.StepLoss(3, Double.NaN, 0.1));
    Page page =
        Page.of(
            ReportData.of("m", "d", 1, "c").notice("stopped: loss is NaN")
                .history(new RunHistory(List.of(), steps, List.of())).build());
    assertThat(page.all("p", "notice").getFirst().getTextContent()).isEqualTo("stopped: loss is NaN");
    assertThat(page.section("curves").all("path", "cross")).hasSize(1);
    assertThat(page.section("curves").text()).contains("training, batches is NaN", "step");
    assertFinite(page);
  }

  @Test
  void whatIsNotFiniteIsMarkedAndLeavesAGap() {
    double[] losses = {2, Double.NaN, 1.5, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e305, 1};
    var rows = new ArrayList<Map<String, Double>>();
    for (int i = 0; i < losses.length; i++) {
      var row = new LinkedHashMap<String, Double>();
      row.put("epoch", i + 1.0);
      row.put("loss", losses[i]);
      row.put("val_loss", Double.NaN);
      rows.add(row);
    }
    var gradients = List.of(new RunHistory.Gradients(1, Map.of("w", Double.NaN, "v", 0.0)),
        new RunHistory.Gradients(2, Map.of("w", 1.0)));
    Page page = Page.of(ReportData.of("m", "d", 1, "c").history(new RunHistory(rows, List.of(), gradients)).build());
    assertThat(page.section("curves").all("path", "cross")).hasSize(4 + 7);
    assertThat(page.section("curves").text()).contains("training is NaN", "training is ∞", "training is −∞");
    assertFinite(page);
  }

  @Test
  void picturesOfStrangeNumbersAreDrawn() {
    float[] strange = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE,
        -Float.MAX_VALUE, 0, 1, -1};
    Array image = Array.wrap(Shape.of(2, 4, 1), strange);
    Page page =
        Page.of(
            ReportData.of("m", "d", 1, "c")
                .mistakes(List.of(new ReportData.Mistake(0, image, "a", "b", Double.NaN, 0)))
                .filters(Optional.of(image.reshape(Shape.of(2, 2, 1, 2))))
                .featureMaps(
                    List.of(
                        new ReportData.FeatureMap("input", image, List.of()),
                        new ReportData.FeatureMap("l", image.reshape(Shape.of(1, 2, 4)), List.of()),
                        new ReportData.FeatureMap("out", image.reshape(Shape.of(8)), SampleReport.names("c", 8))))
                .build());
    assertThat(page.all("img")).hasSize(1 + 2 + 1 + 4);
    assertThat(page.section("maps").text()).contains("NaN");
    assertFinite(page);
  }

  @Test
  void manyClassesBecomeAPictureAndAList() throws IOException {
    int n = 256;
    int[][] counts = new int[n][n];
    for (int c = 0; c < n; c++) {
      counts[c][c] = 100;
      counts[c][(c + 1) % n] = c % 7;
    }
    counts[3][200] = 50;
    Page page = Page.of(ReportData.of("m", "d", 1, "c")
        .confusion(new Confusion(counts, SampleReport.names("class-", n))).build());
    Page section = page.section("confusion");
    assertThat(section.all("svg")).isEmpty();
    assertThat(section.all("img")).hasSize(1);
    assertThat(PngTest.read(section.all("img").getFirst().getAttribute("src")).getWidth()).isEqualTo(n);
    assertThat(section.all("table", "pairs").getFirst().getTextContent()).contains("class-3", "class-200", "50");
    assertThat(page.html()).hasSizeLessThan(60_000);
  }

  @Test
  void colourImagesAndFiltersAreShownInColour() throws IOException {
    var rng = Rng.of(1);
    Page page =
        Page.of(
            ReportData.of("m", "d", 1, "c")
                .mistakes(List.of(new ReportData.Mistake(0, Array.of(Shape.of(1, 2, 3), 1f, 0, 0, 0, 1, 0), "a", "b",
                    0.9, 0.1)))
                .filters(Optional.of(rng.normal(Shape.of(3, 3, 3, 96), 0, 1)))
                .build());
    assertThat(PngTest.read(page.section("mistakes").all("img").getFirst().getAttribute("src")).getRGB(0, 0))
        .isEqualTo(0xFFFF0000);
    assertThat(page.section("filters").all("img")).hasSize(64);
    assertThat(page.section("filters").text()).contains("The first 64 of 96 filters", "Gray is zero");
  }

  @Test
  void aLinearModelShowsItsWeightsAsOnePictureAClass() {
    Sequential net = Sequential.of(Flatten.of(), Linear.of(784, 10, Rng.of(1)));
    Page page =
        Page.of(
            ReportData.of("linear", "mnist", 1, "c")
                .summary(Summary.of(net, Shape.of(28, 28, 1)))
                .filters(FirstLayer.filters(net, Shape.of(28, 28, 1)))
                .confusion(new Confusion(new int[10][10], SampleReport.names("digit ", 10)))
                .build());
    assertThat(page.section("filters").all("img")).hasSize(10);
    assertThat(page.section("filters").all("img").get(4).getAttribute("title")).isEqualTo("filter 5 (digit 4)");
    assertThat(page.sections()).as("a matrix of nothing is no matrix").doesNotContain("confusion");
  }

  @Test
  void dataThatIsNoImageIsShownWithoutPictures() {
    var mistake = new ReportData.Mistake(7, Array.of(Shape.of(4), 1f, 2, 3, 4), "a", "b", 0.9, 0.1);
    Page page =
        Page.of(
            ReportData.of("m", "d", 1, "c")
                .mistakes(List.of(mistake))
                .featureMaps(
                    List.of(
                        new ReportData.FeatureMap("input", Array.of(Shape.of(4), 1f, 2, 3, 4), List.of()),
                        new ReportData.FeatureMap("words", Array.of(Shape.of(2, 2), 1, 2, 3, 4), List.of()),
                        new ReportData.FeatureMap("out", Array.of(Shape.of(2), 1f, 2), List.of("a", "b"))))
                .build());
    assertThat(page.section("mistakes").all("img")).isEmpty();
    assertThat(page.section("mistakes").text()).contains("says b", "is a");
    assertThat(page.section("maps").text()).contains("whole numbers, not shown");
  }

  @Test
  void figuresOfTheTestPartComeBeforeThoseOfTraining() {
    var result = new LinkedHashMap<String, Object>();
    result.put("loss", 0.5);
    result.put("val_loss", 0.4);
    result.put("seconds", 3.0);
    Page trained = Page.of(ReportData.of("m", "d", 1, "c").result(result).build());
    assertThat(trained.all("div", "figures").getFirst().getTextContent()).contains("0.5", "val loss", "3.00 s");
    result.put("test_loss", 0.3);
    Page tested = Page.of(ReportData.of("m", "d", 1, "c").result(result).build());
    assertThat(tested.all("div", "figures").getFirst().getTextContent()).contains("test loss").doesNotContain("val loss");
    assertThat(tested.section("repeat").text()).contains("val loss");
  }

  @Test
  void filtersOfAnotherShapeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReportData.of("m", "d", 1, "c")
            .filters(Optional.of(Array.wrap(Shape.of(3, 3), new float[9]))).build())
        .withMessage("report: expected filters [height, width, in, out], got [3, 3]");
  }

  @Test
  void aLongRunOfADeepModelStaysSmall() {
    var gradients = new ArrayList<RunHistory.Gradients>();
    for (int s = 0; s < 2_000; s++) {
      var norms = new LinkedHashMap<String, Double>();
      for (int layer = 0; layer < 200; layer++) {
        norms.put("block" + layer + ".weight", 1.0 + layer);
      }
      gradients.add(new RunHistory.Gradients(s, norms));
    }
    RunHistory h = SampleReport.history(500, 20);
    Page page = Page.of(ReportData.of("m", "d", 1, "c").history(new RunHistory(h.epochs(), h.steps(), gradients))
        .build());
    assertThat(page.section("gradients").all("g", "line")).hasSize(12);
    assertThat(page.section("gradients").text()).contains("block0", "block199", "12 of 200 layers");
    assertThat(page.html()).hasSizeLessThan(1_500_000);
  }

  @Test
  void theFileIsReplacedWhole() throws IOException {
    Path file = folder.resolve("report.html");
    Files.writeString(file, "before");
    ReportData data = SampleReport.full().build();
    Report.write(data, file);
    assertThat(file).content().isEqualTo(Report.html(data));
    assertThat(folder).isDirectoryContaining(p -> p.equals(file))
        .satisfies(f -> assertThat(f.toFile().list()).hasSize(1));
  }

  /// No coordinate is NaN or infinite.
  private static void assertFinite(Page page) {
    assertThat(page.attributes())
        .filteredOn(a -> !List.of("title", "alt", "src", "content", "aria-label").contains(a.getNodeName()))
        .allSatisfy(a -> assertThat(a.getNodeValue()).doesNotContain("NaN", "Infinity"));
  }
}
