package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;
import profundo.nn.LayerContractTest.Case;
import profundo.reference.Interpreter;

/// Layers that look through windows, and their companions: what they owe as every layer, and values worked out by hand or
/// published.
class ConvLayersTest {
  private static final Shape LINE = Shape.of(2, 7, 4);
  private static final Shape IMAGE = Shape.of(2, 5, 6, 4);
  private static final Shape VOLUME = Shape.of(1, 4, 3, 5, 2);

  private static Case of(Layer layer, Shape in, Shape out, Shape wrong, String expects, String... names) {
    String name = layer.getClass().getSimpleName() + " " + in + " to " + out;
    return new Case(name, layer, in, out, List.of(names), wrong, "expected " + expects + ", got " + wrong, false);
  }

  static Stream<Case> cases() {
    Rng rng = Rng.of(12);
    List<Case> all = new ArrayList<>();
    Shape line = Shape.of(2, 7, 3);
    all.add(of(Conv1d.of(4, 3, 3, rng), LINE, Shape.of(2, 5, 3), line, "x[batch, length>=3, in=4]", "weight", "bias"));
    all.add(
        of(
            Conv1d.of(4, 6, 3, rng).withGroups(2, rng).withStride(2).withPadding("same").withDilation(2).withoutBias(),
            LINE, Shape.of(2, 4, 6), line, "x[batch, length, in=4]", "weight"));
    all.add(
        of(
            Conv1d.of(4, 2, 3, rng).withPadding(new int[] {2}, new int[] {0}), LINE, Shape.of(2, 7, 2), line,
            "x[batch, length, in=4]", "weight", "bias"));
    all.add(
        of(
            Conv2d.depthwise(4, 2, 3, rng).withPadding("same"), IMAGE, Shape.of(2, 5, 6, 8), Shape.of(2, 5, 6, 3),
            "x[batch, height, width, in=4]", "weight", "bias"));
    all.add(
        of(
            Conv2d.of(4, 2, 2, 3, rng).withPadding(new int[] {1, 0}, new int[] {0, 2}), IMAGE, Shape.of(2, 5, 6, 2),
            Shape.of(2, 5, 4), "x[batch, height, width, in=4]", "weight", "bias"));
    Shape volume = Shape.of(1, 4, 3, 5, 3);
    all.add(
        of(
            Conv3d.of(2, 3, 2, 3, 1, rng).withStride(2, 1, 2), VOLUME, Shape.of(1, 2, 1, 3, 3), volume,
            "x[batch, depth>=2, height>=3, width, in=2]", "weight", "bias"));
    all.add(
        of(
            Conv3d.of(2, 4, 3, rng).withGroups(2, rng).withPadding("same"), VOLUME, Shape.of(1, 4, 3, 5, 4), volume,
            "x[batch, depth, height, width, in=2]", "weight", "bias"));
    transposed(all, rng);
    pooling(all);
    all.add(
        of(
            LocallyConnected1d.of(Shape.of(7, 4), 3, Window.of(3).stride(2), rng), LINE, Shape.of(2, 3, 3), Shape.of(2, 6, 4),
            "x[batch, length=7, in=4]", "weight", "bias"));
    all.add(
        of(
            LocallyConnected2d.of(Shape.of(5, 6, 4), 2, Window.of(2, 3).padding(1, 0), rng).withoutBias(), IMAGE,
            Shape.of(2, 6, 4, 2), Shape.of(2, 6, 5, 4), "x[batch, height=5, width=6, in=4]", "weight"));
    Conv2d small = Conv2d.of(4, 2, 1, rng);
    Conv2d large = Conv2d.of(4, 3, 3, rng);
    String[] names = {"filters.0.weight", "filters.0.bias", "filters.1.weight", "filters.1.bias"};
    Shape three = Shape.of(2, 5, 6, 3);
    all.add(
        of(
            FilterBank.of(small, large.withPadding("same")), IMAGE, Shape.of(2, 5, 6, 5), three, "x[batch, height, width, in=4]",
            names));
    String both = "x[batch, height, width, in=4] and x[batch, height>=3, width>=3, in=4]";
    all.add(of(FilterBank.of(small, large).withJoin(FilterBank.Join.MAX), IMAGE, Shape.of(2, 5), three, both, names));
    all.add(
        of(
            FilterBank.of(small, large.withStride(2)).withJoin(FilterBank.Join.FLAT), IMAGE, Shape.of(2, 60 + 12), three, both,
            names));
    return all.stream();
  }

  private static void transposed(List<Case> all, Rng rng) {
    all.add(
        of(
            ConvTranspose1d.of(4, 3, 3, rng).withDilation(3).withPadding(1).withOutputPadding(2), LINE, Shape.of(2, 13, 3),
            Shape.of(2, 7, 3), "x[batch, length, in=4]", "weight", "bias"));
    all.add(
        of(
            ConvTranspose1d.of(4, 3, 3, rng).withStride(2).withPadding(1).withOutputPadding(1), LINE, Shape.of(2, 14, 3),
            Shape.of(2, 7, 3), "x[batch, length, in=4]", "weight", "bias"));
    all.add(
        of(
            ConvTranspose2d.of(4, 6, 2, 3, rng).withGroups(2, rng).withStride(2, 3).withPadding(1).withoutBias(), IMAGE,
            Shape.of(2, 8, 16, 6), Shape.of(2, 1, 6, 3), "x[batch, height>=2, width, in=4]", "weight"));
    all.add(
        of(
            ConvTranspose3d.of(2, 2, 2, rng).withStride(1, 2, 1).withDilation(1, 1, 2), VOLUME, Shape.of(1, 5, 6, 7, 2),
            Shape.of(1, 4, 3, 5, 3), "x[batch, depth, height, width, in=2]", "weight", "bias"));
  }

  private static void pooling(List<Case> all) {
    Shape shortLine = Shape.of(2, 1, 4);
    all.add(of(MaxPool1d.of(2), LINE, Shape.of(2, 3, 4), shortLine, "x[batch, length>=2, channels]"));
    all.add(
        of(
            AvgPool1d.of(3).withStride(2).withPadding(new int[] {1}, new int[] {0}), LINE, Shape.of(2, 3, 4), shortLine,
            "x[batch, length>=2, channels]"));
    Shape flat = Shape.of(1, 1, 3, 5, 2);
    String cube = "x[batch, depth>=2, height>=2, width>=2, channels]";
    all.add(of(MaxPool3d.of(2), VOLUME, Shape.of(1, 2, 1, 2, 2), flat, cube));
    all.add(of(AvgPool3d.of(2).withStride(2, 1, 1), VOLUME, Shape.of(1, 2, 2, 4, 2), flat, cube));
    Shape two = Shape.of(2, 3);
    all.add(of(GlobalAvgPool.of(), VOLUME, Shape.of(1, 2), two, "x[batch, spatial..., channels]"));
    all.add(of(GlobalMaxPool.of(), LINE, Shape.of(2, 4), two, "x[batch, spatial..., channels]"));
    all.add(of(Upsample.nearest(2, 3), IMAGE, Shape.of(2, 10, 18, 4), LINE, "x[batch, 2 spatial axes, channels]"));
    all.add(of(Upsample.bilinear(3, 2), IMAGE, Shape.of(2, 15, 12, 4), LINE, "x[batch, 2 spatial axes, channels]"));
    all.add(of(Upsample.trilinear(1, 2, 1), VOLUME, Shape.of(1, 4, 6, 5, 2), LINE, "x[batch, 3 spatial axes, channels]"));
    all.add(
        of(ZeroPad.of(new int[] {1, 0}, new int[] {2, 3}), IMAGE, Shape.of(2, 8, 9, 4), LINE, "x[batch, 2 spatial axes, channels]"));
    all.add(
        of(
            Crop.of(new int[] {1, 0}, new int[] {1, 3}), IMAGE, Shape.of(2, 3, 3, 4), Shape.of(2, 2, 6, 4),
            "x[batch, size>2, size>3, channels]"));
    all.add(
        of(
            CenterCrop.of(3, 6), IMAGE, Shape.of(2, 3, 6, 4), Shape.of(2, 2, 6, 4), "x[batch, size>=3, size>=6, channels]"));
  }

  private static double[] infer(Layer layer, Tensor x) {
    return Interpreter.value(Pass.inference(layer).apply(layer, x)).reals();
  }

  private static Tensor line(float... values) {
    return Tensor.of(Shape.of(1, values.length, 1), values);
  }

  @Test
  void theCentreOfAnOddMarginLiesOneBefore() {
    assertThat(infer(CenterCrop.of(2), line(1, 2, 3, 4, 5))).containsExactly(2, 3);
    assertThat(infer(CenterCrop.of(3), line(1, 2, 3, 4, 5))).containsExactly(2, 3, 4);
    assertThat(infer(CenterCrop.of(5), line(1, 2, 3, 4, 5))).containsExactly(1, 2, 3, 4, 5);
    assertThatThrownBy(() -> CenterCrop.of(0)).isInstanceOf(ShapeException.class).hasMessageContaining("at least 1");
  }

  @Test
  void aSequenceIsTheSameConvolutionAsAnImageOfOneRowAndAVolumeOfOneSlice() {
    Rng rng = Rng.of(3);
    Conv1d one = Conv1d.of(4, 3, 3, rng).withStride(2).withPadding("same");
    Array w = one.weight().value();
    Conv2d two = new Conv2d(
        Variable.of("weight", Array.of(Shape.of(1, 3, 4, 3), w.floats())), one.bias(), Window.of(1, 3).stride(1, 2), true, 1);
    Conv3d three = new Conv3d(
        Variable.of("weight", Array.of(Shape.of(1, 1, 3, 4, 3), w.floats())), one.bias(), Window.of(1, 1, 3).stride(1, 1, 2),
        true, 1);
    Tensor x = Tensor.of(rng.normal(Shape.of(2, 9, 4), 0, 1));
    assertThat(infer(two, x.reshape(2, 1, 9, 4))).containsExactly(infer(one, x));
    assertThat(infer(three, x.reshape(2, 1, 1, 9, 4))).containsExactly(infer(one, x));
  }

  @Test
  void theTransposedConvolutionIsTheAdjointOfTheConvolution() {
    // <conv(x), y> = <x, transposed(y)> for any x and y, and the output size comes back with the output padding.
    Rng rng = Rng.of(8);
    ConvTranspose2d t = ConvTranspose2d.of(3, 4, 3, rng).withStride(2).withPadding(1).withOutputPadding(1, 0).withoutBias();
    Conv2d conv = new Conv2d(t.weight(), t.bias(), t.window(), false, 1);
    Tensor x = Tensor.of(rng.normal(Shape.of(1, 8, 7, 4), 0, 1));
    Tensor y = Tensor.of(rng.normal(Shape.of(1, 4, 4, 3), 0, 1));
    Tensor back = Pass.inference(t).apply(t, y);
    assertThat(back.shape()).isEqualTo(x.shape());
    double left = Interpreter.value(Pass.inference(conv).apply(conv, x).mul(y).sum()).reals()[0];
    double right = Interpreter.value(x.mul(back).sum()).reals()[0];
    assertThat(left).isCloseTo(right, within(1e-9));
  }

  @Test
  void whereNoPlaceOfATransposedKernelReachesThereIsTheBias() {
    Rng rng = Rng.of(4);
    ConvTranspose1d up = ConvTranspose1d.of(1, 1, 3, rng).withDilation(2);
    up.bias().orElseThrow().set(Array.of(Shape.of(1), 0.25f));
    Tensor x = Tensor.of(Shape.of(1, 5, 1), 1f, -2, 3, 4, 5);
    double[] plain = Interpreter.value(up.apply(x, Pass.inference(up))).reals();
    ConvTranspose1d more = up.withOutputPadding(1);
    double[] padded = Interpreter.value(more.apply(x, Pass.inference(more))).reals();
    assertThat(padded).hasSize(10);
    assertThat(padded[9]).isEqualTo(0.25);
    assertThat(Arrays.copyOf(padded, 9)).containsExactly(plain, within(1e-12));
    // Padding takes away at the end what output padding adds.
    ConvTranspose1d cut = more.withPadding(1);
    assertThat(Interpreter.value(cut.apply(x, Pass.inference(cut))).reals())
        .containsExactly(Arrays.copyOfRange(plain, 1, 9), within(1e-12));
  }

  @Test
  void transposedConvolutionHasTheOutputSizeOfPyTorch() {
    // The example of torch.nn.ConvTranspose2d: 16 channels down to 6x6 and back to 12x12.
    Rng rng = Rng.of(1);
    ConvTranspose2d up = ConvTranspose2d.of(16, 16, 3, rng).withStride(2).withPadding(1);
    assertThat(up.apply(Tensor.input("x", Shape.of(1, 6, 6, 16), DType.F32), Pass.inference(up)).shape())
        .isEqualTo(Shape.of(1, 11, 11, 16));
    ConvTranspose2d full = up.withOutputPadding(1);
    assertThat(full.apply(Tensor.input("x", Shape.of(1, 6, 6, 16), DType.F32), Pass.inference(full)).shape())
        .isEqualTo(Shape.of(1, 12, 12, 16));
    assertThatThrownBy(() -> up.withOutputPadding(2))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("smaller than stride [2, 2] or dilation [1, 1], got [2, 2]");
  }

  @Test
  void transposedConvolutionByHand() {
    // Each input paints the kernel at its place: 1 * (1 2 3) and 10 * (1 2 3), two apart.
    ConvTranspose1d t = new ConvTranspose1d(
        Variable.of("weight", Array.of(Shape.of(3, 1, 1), 1f, 2f, 3f)), java.util.Optional.empty(), Window.of(3).stride(2),
        List.of(0), 1);
    assertThat(infer(t, line(1, 10))).containsExactly(1, 2, 3 + 10, 20, 30);
  }

  @Test
  void upsamplingGivesTheValuesOfPyTorch() {
    // torch.nn.Upsample(scale_factor=2) on [1, 2]: nearest 1 1 2 2, linear 1 1.25 1.75 2.
    assertThat(infer(Upsample.nearest(2), line(1, 2))).containsExactly(1, 1, 2, 2);
    assertThat(infer(Upsample.linear(2), line(1, 2))).containsExactly(1, 1.25, 1.75, 2);
    // The 2x2 example of its documentation, bilinear.
    Tensor x = Tensor.of(Shape.of(1, 2, 2, 1), 1f, 2f, 3f, 4f);
    assertThat(infer(Upsample.bilinear(2, 2), x))
        .containsExactly(1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4);
    assertThat(infer(Upsample.nearest(2, 2), x)).containsExactly(1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
  }

  @Test
  void locallyConnectedWithEqualWeightsEverywhereIsTheConvolutionThatSavesThem() {
    Rng rng = Rng.of(5);
    Conv2d conv = Conv2d.of(3, 4, 3, rng).withStride(2, 1).withPadding(1, 0);
    LocallyConnected2d local = LocallyConnected2d.of(Shape.of(7, 6, 3), 4, conv.window(), rng);
    int places = 4 * 4;
    assertThat(Parameters.of(local).count()).isEqualTo(places * Parameters.of(conv).count());
    float[] shared = conv.weight().value().floats();
    float[] copies = local.weight().value().floats();
    for (int p = 0; p < places; p++) {
      System.arraycopy(shared, 0, copies, p * shared.length, shared.length);
    }
    Tensor x = Tensor.of(rng.normal(Shape.of(2, 7, 6, 3), 0, 1));
    double[] expected = infer(conv, x);
    double[] got = infer(local, x);
    for (int i = 0; i < got.length; i++) {
      assertThat(got[i]).isCloseTo(expected[i], within(1e-12));
    }
  }

  @Test
  void separableConvolutionHasFewWeights() {
    Sequential s = Conv2d.separable(32, 64, 3, Rng.of(1));
    assertThat(Parameters.of(s).byName().keySet())
        .containsExactly("depthwise.weight", "depthwise.bias", "pointwise.weight", "pointwise.bias");
    assertThat(Parameters.of(s).count()).isEqualTo(3 * 3 * 32 + 32 + 32 * 64 + 64);
    assertThat(s.apply(Tensor.input("x", Shape.of(1, 9, 8, 32), DType.F32), Pass.inference(s)).shape())
        .isEqualTo(Shape.of(1, 9, 8, 64));
  }

  @Test
  void depthwiseFiltersSeeTheirChannelAlone() {
    Conv1d c = Conv1d.depthwise(2, 1, 1, Rng.of(1)).withoutBias();
    c.weight().set(Array.of(Shape.of(1, 1, 2), 2f, 3f));
    assertThat(infer(c, Tensor.of(Shape.of(1, 2, 2), 1f, 10f, 100f, 1000f))).containsExactly(2, 30, 200, 3000);
  }

  @Test
  void mapsOfUnequalSizeAreGivenAsAListAndNamedWhereTheyShouldBeJoined() {
    Rng rng = Rng.of(2);
    FilterBank bank = FilterBank.of(
        Conv2d.of(1, 8, 3, rng), Conv2d.of(1, 4, 5, rng).withStride(2), Conv2d.of(1, 2, 3, rng).withPadding("same"));
    Tensor x = Tensor.input("x", Shape.of(1, 28, 28, 1), DType.F32);
    assertThat(bank.maps(x, Pass.inference(bank)).stream().map(Tensor::shape))
        .containsExactly(Shape.of(1, 26, 26, 8), Shape.of(1, 12, 12, 4), Shape.of(1, 28, 28, 2));
    assertThatThrownBy(() -> bank.apply(x, Pass.inference(bank)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "FilterBank: expected maps of one size to join them as channels, got filter 0 (Conv2d) 26x26 with 8 channels,"
                + " filter 1 (Conv2d) 12x12 with 4 channels, filter 2 (Conv2d) 28x28 with 2 channels;"
                + " use padding \"same\" and one stride, or join by MAX or FLAT");
  }

  @Test
  void aPyramidEndsInOnePlace() {
    Sequential p = Pyramid.of(16).build(Shape.of(28, 28, 1), Rng.of(1));
    assertThat(p.names())
        .containsExactly(
            "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "conv3", "relu3", "pool3", "conv4", "relu4", "pool4");
    assertThat(end(p, Shape.of(28, 28, 1))).isEqualTo(Shape.of(2, 1, 1, 128));
    assertThat(end(Pyramid.of(4).build(Shape.of(100, 3), Rng.of(1)), Shape.of(100, 3))).isEqualTo(Shape.of(2, 1, 32));
    Shape volume = Shape.of(4, 9, 1, 2);
    assertThat(end(new Pyramid(4, 1, 4, 3, 3).build(volume, Rng.of(1)), volume)).isEqualTo(Shape.of(2, 1, 1, 1, 4));
    assertThat(end(Pyramid.of(4).build(Shape.of(1, 1, 3), Rng.of(1)), Shape.of(1, 1, 3))).isEqualTo(Shape.of(2, 1, 1, 4));
  }

  private static Shape end(Sequential net, Shape sample) {
    return net.apply(Tensor.input("x", sample.insert(0, 2), DType.F32), Pass.inference(net)).shape();
  }

  @Test
  void globalPoolingByHand() {
    Tensor x = Tensor.of(Shape.of(1, 2, 2, 2), 1f, -1f, 2f, -2f, 3f, -3f, 6f, -6f);
    assertThat(infer(GlobalAvgPool.of(), x)).containsExactly(3, -3);
    assertThat(infer(GlobalMaxPool.of(), x)).containsExactly(6, -1);
  }
}
