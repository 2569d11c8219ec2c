package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementKernelsTest {
  private static final int[] SIZES = {1, 2, 3, 7, 15, 16, 17, 31, 33, 63, 100, 1023, 1025, 4097};
  private static final float GUARD = -12345.678f;
  private static final float[] SPECIAL = {
    0f, -0f, 1f, -1f, 0.5f, -0.5f, 2f, -2f, 3f, -3f, 1e-3f, 1e-8f, -1e-8f, 1e-20f, 1e-38f, 1e-40f, -1e-40f,
    Float.MIN_VALUE, Float.MIN_NORMAL, 10f, -10f, 20f, -20f, 50f, -50f, 87f, -87f, 88.5f, -88.5f, 88.7f, 88.73f,
    -90f, 100f, -100f, -104f, 1e3f, -1e3f, 16777215f, 16777217f, 8388607.5f, 8388609f, -8388607.5f, 1e10f, -1e10f,
    3e38f, -3e38f, Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN,
    (float) Math.PI, (float) (Math.PI / 2), 3.7f, -3.9f, 4f, -4f, 4.1f, 0.99999994f, 1.0000001f
  };

  private static final Provider[] PROVIDERS = Providers.all();

  private static double tolerance(ElementOp op) {
    return switch (op) {
      case EXP, LOG -> 1.5;
      case TANH, SIGMOID, SOFTPLUS -> 4;
      case ERF -> 8;
      case SIN, COS, POW -> 0.51;
      default -> 0.5;
    };
  }

  private static float[] values(int n, Random random) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] =
          switch (random.nextInt(8)) {
            case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 1 -> Float.intBitsToFloat(random.nextInt());
            case 2 -> (float) random.nextGaussian() * 30;
            case 3 -> random.nextInt(41) - 20;
            case 4 -> 1 + (float) random.nextGaussian() * 1e-3f;
            default -> (float) random.nextGaussian();
          };
    }
    return x;
  }

  private interface Call {
    void run(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);
  }

  /// Runs a loop over awkward sizes and offsets and checks values, neighbours, and that a result may overwrite its
  /// operand.
  private static void check(ElementOp op, Provider provider, boolean aIsOne, boolean bIsOne, Call call) {
    long seed = 11 + op.ordinal();
    Random random = new Random(seed);
    for (int n : SIZES) {
      int ao = random.nextInt(20);
      int bo = random.nextInt(20);
      int yo = random.nextInt(20);
      float[] a = values(ao + n + random.nextInt(3), random);
      float[] b = values(bo + n + random.nextInt(3), random);
      float[] y = new float[yo + n + random.nextInt(3)];
      Arrays.fill(y, GUARD);
      call.run(a, ao, b, bo, y, yo, n);
      for (int i = 0; i < y.length; i++) {
        if (i < yo || i >= yo + n) {
          assertThat(y[i]).as("neighbour %d of %s, n %d, seed %d", i, op, n, seed).isEqualTo(GUARD);
          continue;
        }
        float p = a[aIsOne ? ao : ao + i - yo];
        float q = b[bIsOne ? bo : bo + i - yo];
        double exact = op.arity() == 1 ? Exact.unary(op, p) : Exact.binary(op, p, q);
        if (!(Exact.ulps(y[i], exact) <= tolerance(op))) {
          fail("%s %s(%s, %s) = %s, exactly %s; n %d, seed %d", provider.name(), op, p, q, y[i], exact, n, seed);
        }
      }
      float[] inPlace = a.clone();
      if (!aIsOne) {
        call.run(inPlace, ao, b, bo, inPlace, ao, n);
        Bits.same(inPlace, ao, y, yo, n, op + " in place, seed " + seed);
        for (int i = 0; i < a.length; i++) {
          if (i < ao || i >= ao + n) {
            Bits.same(inPlace, i, a, i, 1, op + " in place, neighbour");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyOperationAgreesWithDouble(ElementOp op) {
    for (Provider p : PROVIDERS) {
      ElementKernels k = p.elements();
      if (op.arity() == 1) {
        check(op, p, false, true, (a, ao, b, bo, y, yo, n) -> k.unary(op, a, ao, y, yo, n));
      } else if (op.arity() == 2) {
        check(op, p, false, false, (a, ao, b, bo, y, yo, n) -> k.binary(op, a, ao, b, bo, y, yo, n));
        check(op, p, false, true, (a, ao, b, bo, y, yo, n) -> k.binaryRight(op, a, ao, b[bo], y, yo, n));
        check(op, p, true, false, (a, ao, b, bo, y, yo, n) -> k.binaryLeft(op, a[ao], b, bo, y, yo, n));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aValueDoesNotDependOnItsPlaceOrOnTheFormOfTheLoop(ElementOp op) {
    ElementKernels k = Providers.vectors().elements();
    Random random = new Random(5);
    int n = 67;
    float[] a = values(n, random);
    float[] b = values(n, random);
    float[] c = values(n, random);
    float[] y = new float[n];
    float[] one = new float[3];
    switch (op.arity()) {
      case 1 -> k.unary(op, a, 0, y, 0, n);
      case 2 -> k.binary(op, a, 0, b, 0, y, 0, n);
      default -> k.select(a, 0, b, 0, c, 0, y, 0, n);
    }
    for (int i = 0; i < n; i++) {
      switch (op.arity()) {
        case 1 -> k.unary(op, a, i, one, 0, 1);
        case 2 -> {
          k.binary(op, a, i, b, i, one, 0, 1);
          k.binaryRight(op, a, i, b[i], one, 1, 1);
          k.binaryLeft(op, a[i], b, i, one, 2, 1);
          Bits.same(one, 1, y, i, 1, op + ", second operand for all");
          Bits.same(one, 2, y, i, 1, op + ", first operand for all");
        }
        default -> k.select(a, i, b, i, c, i, one, 0, 1);
      }
      Bits.same(one, 0, y, i, 1, op + "(" + a[i] + ", " + b[i] + ")");
      if (op.arity() == 3) {
        Bits.same(y, i, a[i] != 0 ? b : c, i, 1, "select by " + a[i]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXP", "LOG", "TANH", "SIGMOID", "SOFTPLUS", "ERF", "SIN", "COS"})
  void polynomialsStayWithinAFewUnitsOfTheLastPlace(ElementOp op) {
    ElementKernels k = Providers.vectors().elements();
    float[] x = new float[4096];
    float[] y = new float[x.length];
    double worst = 0;
    for (int block = 0; block < 64; block++) {
      for (int i = 0; i < x.length; i++) {
        // every 16,384th float in order, of both signs
        x[i] = Float.intBitsToFloat(((block * x.length + i) << 14) + 7 * block);
      }
      k.unary(op, x, 0, y, 0, x.length);
      for (int i = 0; i < x.length; i++) {
        double ulps = Exact.ulps(y[i], Exact.unary(op, x[i]));
        if (!(ulps <= tolerance(op))) {
          fail("%s(%s) = %s, off by %s units of the last place", op, x[i], y[i], ulps);
        }
        worst = Math.max(worst, ulps);
      }
    }
    assertThat(worst).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void vectorLoopsHaveTheBitsOfScalarOnes(ElementOp op) {
    ElementKernels scalar = Provider.scalar().elements();
    ElementKernels vector = Providers.vectors().elements();
    Random random = new Random(77 + op.ordinal());
    int n = 50_000;
    float[] a = values(n, random);
    float[] b = values(n, random);
    float[] c = values(n, random);
    float[] y = new float[n];
    float[] z = new float[n];
    switch (op.arity()) {
      case 1 -> {
        scalar.unary(op, a, 0, y, 0, n);
        vector.unary(op, a, 0, z, 0, n);
      }
      case 2 -> {
        scalar.binary(op, a, 0, b, 0, y, 0, n);
        vector.binary(op, a, 0, b, 0, z, 0, n);
      }
      default -> {
        scalar.select(a, 0, b, 0, c, 0, y, 0, n);
        vector.select(a, 0, b, 0, c, 0, z, 0, n);
      }
    }
    for (int i = 0; i < n; i++) {
      Bits.same(z, i, y, i, 1, op + "(" + a[i] + ", " + b[i] + ")");
    }
  }
}
