package profundo.compile;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;

/// Grows expressions at random from a seed: what the compiler is tried on.
///
/// Discontinuous operations (comparisons, arg-max, the place of a pooled maximum, floor, cuts to integers) are fed with
/// exact numbers only: multiples of a power of two, small enough for single precision to compute without rounding.
final class RandomExpressions {
  private static final int[] SIZES = {1, 2, 3, 5, 7, 16, 17, 33};
  private static final int LARGEST = 1500;

  /// How an exact tensor's values are bounded: multiples of 2^-bits, at most `most` in absolute value.
  private record Exact(int bits, double most) {
    boolean fits() {
      return most * Math.scalb(1.0, bits) < 1 << 22;
    }
  }

  final Random random;
  final List<Tensor> inputs = new ArrayList<>();
  final List<Array> inputValues = new ArrayList<>();
  final List<Variable> variables = new ArrayList<>();
  final List<Tensor> grown = new ArrayList<>();
  final Map<Tensor, Exact> exact = new IdentityHashMap<>();

  RandomExpressions(long seed, int operations) {
    random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      leaf(shape());
    }
    while (operations > 0) {
      Tensor t = grow();
      if (t != null && t.shape().count() <= LARGEST) {
        grown.add(t);
        operations--;
      }
    }
  }

  private Shape shape() {
    while (true) {
      int[] s = new int[random.nextInt(5)];
      for (int i = 0; i < s.length; i++) {
        s[i] = size();
      }
      Shape shape = Shape.of(s);
      if (shape.count() <= 600) {
        return shape;
      }
    }
  }

  private int size() {
    return SIZES[random.nextInt(SIZES.length)];
  }

  private Tensor pick() {
    return grown.get(random.nextInt(grown.size()));
  }

  private Tensor pickExact() {
    List<Tensor> found = grown.stream().filter(exact::containsKey).toList();
    return found.isEmpty() ? leaf(shape()) : found.get(random.nextInt(found.size()));
  }

  /// Multiples of 1/8 up to 2.
  private Array values(Shape s) {
    float[] v = new float[s.count()];
    for (int i = 0; i < v.length; i++) {
      v[i] = random.nextInt(-16, 17) / 8f;
    }
    return Array.wrap(s, v);
  }

  private Tensor leaf(Shape s) {
    Array values = values(s);
    Tensor t =
        switch (random.nextInt(4)) {
          case 0 -> {
            Tensor in = Tensor.input("in" + inputs.size(), s, DType.F32);
            inputs.add(in);
            inputValues.add(values);
            yield in;
          }
          case 1 -> {
            Variable v = Variable.of("v" + variables.size(), values);
            variables.add(v);
            yield v;
          }
          case 2 -> Tensor.fill(s, random.nextInt(-8, 9) / 8.0);
          default -> Tensor.wrap(values);
        };
    grown.add(t);
    exact.put(t, new Exact(3, 2));
    return t;
  }

  private Tensor grow() {
    return switch (random.nextInt(17)) {
      case 0, 1, 2 -> smooth(pick());
      case 3, 4, 5 -> pair(pick());
      case 6, 7 -> move(pick());
      case 8 -> reduce(pick());
      case 9 -> matmul();
      case 10 -> convolve();
      case 11 -> pool();
      case 12 -> discontinuous();
      case 13 -> index();
      case 14 -> exactArithmetic();
      case 15 -> random.nextBoolean() ? pick().detach() : noise();
      default -> rows(pick());
    };
  }

  private Tensor smooth(Tensor x) {
    Tensor tame = x.tanh();
    return switch (random.nextInt(16)) {
      case 0 -> x.neg();
      case 1 -> x.abs();
      case 2 -> tame.exp();
      case 3 -> x.abs().add(0.5).log();
      case 4 -> x.abs().add(0.25).sqrt();
      case 5 -> tame.sin();
      case 6 -> tame.cos();
      case 7 -> x.tanh();
      case 8 -> x.sigmoid();
      case 9 -> x.softplus();
      case 10 -> x.relu();
      case 11 -> x.erf();
      case 12 -> x.abs().add(0.5).reciprocal();
      case 13 -> tame.add(1.5).pow(random.nextInt(1, 6) / 2.0);
      case 14 -> tame.mul(random.nextDouble(-2, 2));
      default -> x.mul(0.125).add(random.nextDouble());
    };
  }

  /// A partner that broadcasts with a tensor: often an older one, else a new leaf with some axes of size one.
  private Tensor partner(Tensor x) {
    for (int tries = 0; tries < 8; tries++) {
      Tensor y = pick();
      if (y.dtype() == DType.F32 && (y.shape().broadcastsTo(x.shape()) || x.shape().broadcastsTo(y.shape()))) {
        return y;
      }
    }
    int[] s = x.shape().sizes();
    int drop = random.nextInt(s.length + 1);
    int[] cut = java.util.Arrays.copyOfRange(s, drop, s.length);
    for (int i = 0; i < cut.length; i++) {
      cut[i] = random.nextInt(3) == 0 ? 1 : cut[i];
    }
    return leaf(Shape.of(cut));
  }

  private Tensor pair(Tensor x) {
    Tensor y = partner(x);
    return switch (random.nextInt(8)) {
      case 0, 1 -> x.add(y);
      case 2 -> x.sub(y);
      case 3, 4 -> x.tanh().mul(y);
      case 5 -> x.div(y.abs().add(0.5));
      case 6 -> x.max(y);
      default -> x.min(y);
    };
  }

  private Tensor move(Tensor x) {
    Shape s = x.shape();
    Tensor t =
        switch (random.nextInt(6)) {
          case 0 -> x.reshape(factor(s.count()));
          case 1 -> x.permute(order(s.rank()));
          case 2 -> slice(x);
          case 3 -> pad(x);
          case 4 -> s.rank() == 0 ? null : Tensor.concat(random.nextInt(s.rank()), x, x.neg(), x);
          default -> x.expand(s.insert(0, random.nextInt(1, 4)));
        };
    if (t != null && exact.containsKey(x)) {
      markAlong(t, exact.get(x));
    }
    return t;
  }

  private Shape factor(int count) {
    List<Integer> s = new ArrayList<>();
    for (int f : new int[] {17, 11, 7, 5, 3, 2}) {
      while (count % f == 0 && random.nextInt(4) > 0 && s.size() < 3) {
        s.add(f);
        count /= f;
      }
    }
    s.add(random.nextInt(s.size() + 1), count);
    return Shape.of(s.stream().mapToInt(Integer::intValue).toArray());
  }

  private int[] order(int rank) {
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      axes.add(random.nextInt(i + 1), i);
    }
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }

  private Tensor slice(Tensor x) {
    int rank = x.shape().rank();
    int[] begin = new int[rank];
    int[] end = new int[rank];
    int[] step = new int[rank];
    for (int i = 0; i < rank; i++) {
      begin[i] = random.nextInt(x.shape().size(i));
      end[i] = random.nextInt(begin[i] + 1, x.shape().size(i) + 1);
      step[i] = random.nextInt(1, 4);
    }
    return x.slice(begin, end, step);
  }

  private Tensor pad(Tensor x) {
    int rank = x.shape().rank();
    int[][] p = new int[3][rank];
    for (int i = 0; i < rank; i++) {
      for (int[] side : p) {
        side[i] = random.nextInt(3) / 2;
      }
    }
    return x.pad(p[0], p[1], p[2]);
  }

  private Tensor reduce(Tensor x) {
    int rank = x.shape().rank();
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      if (random.nextBoolean()) {
        axes.add(i);
      }
    }
    int[] a = axes.stream().mapToInt(Integer::intValue).toArray();
    return switch (random.nextInt(4)) {
      case 0 -> x.sum(a);
      case 1 -> x.mean();
      case 2 -> x.maxKeep(a);
      default -> x.sumKeep(a);
    };
  }

  private Tensor rows(Tensor x) {
    if (x.shape().rank() == 0) {
      return x.tanh();
    }
    Tensor tame = x.tanh().mul(3);
    return random.nextBoolean() ? tame.softmax() : tame.logSoftmax();
  }

  private Tensor matmul() {
    Tensor x = pick();
    if (x.shape().rank() < 1) {
      return null;
    }
    int n = size();
    Tensor a = x.tanh();
    if (random.nextInt(3) == 0 && x.shape().rank() >= 2) {
      Shape w = x.shape().with(-2, x.shape().size(-1)).with(-1, n);
      Tensor b = leaf(random.nextBoolean() ? w : w.with(0, w.rank() > 2 ? 1 : w.size(0)));
      return a.matmul(b);
    }
    Tensor w =
        random.nextBoolean()
            ? leaf(Shape.of(x.shape().size(-1), n))
            : leaf(Shape.of(n, x.shape().size(-1))).transpose();
    Tensor y = a.matmul(w);
    return random.nextBoolean() ? y : y.add(leaf(Shape.of(n))).relu();
  }

  private Tensor convolve() {
    int groups = random.nextInt(1, 3);
    int in = groups * random.nextInt(1, 5);
    int out = groups * random.nextInt(1, 9);
    int rank = random.nextInt(2) == 0 ? 2 : random.nextInt(1, 4);
    int[] k = new int[rank];
    int[] x = new int[rank + 2];
    int[] w = new int[rank + 2];
    x[0] = random.nextInt(1, 4);
    x[rank + 1] = in;
    for (int i = 0; i < rank; i++) {
      k[i] = random.nextInt(1, 4);
      x[i + 1] = rank == 3 ? random.nextInt(5, 7) : random.nextInt(5, 10);
      w[i] = k[i];
    }
    int[] low = random.ints(rank, 0, 3).toArray();
    int[] high = random.nextBoolean() ? low : random.ints(rank, 0, 3).toArray();
    w[rank] = in / groups;
    w[rank + 1] = out;
    Window window =
        Window.of(k).stride(random.nextInt(1, 3)).padding(low, high).dilation(random.nextInt(1, 3));
    Shape xs = Shape.of(x);
    Shape ws = Shape.of(w);
    Tensor input = reuse(xs);
    Tensor kernel = reuse(ws);
    Tensor y = input.conv(kernel, window, groups);
    return switch (random.nextInt(4)) {
      case 0 -> y;
      case 1 -> y.add(leaf(Shape.of(out))).relu();
      case 2 -> reuse(y.shape()).convInput(kernel, window, groups, xs);
      default -> input.convWeight(reuse(y.shape()), window, groups, ws);
    };
  }

  /// A tensor of this shape, tamed: an older one where there is one.
  private Tensor reuse(Shape s) {
    for (Tensor t : grown) {
      if (t.shape().equals(s) && t.dtype() == DType.F32 && random.nextBoolean()) {
        return t.tanh();
      }
    }
    return leaf(s);
  }

  private Tensor pool() {
    int rank = random.nextInt(2) == 0 ? 2 : random.nextInt(1, 4);
    Shape s = Shape.of(random.nextInt(1, 3), random.nextInt(1, 20));
    int p = random.nextInt(2);
    int[] size = new int[rank];
    int[] low = new int[rank];
    int[] high = new int[rank];
    for (int i = 0; i < rank; i++) {
      s = s.insert(i + 1, random.nextInt(3, rank == 3 ? 6 : 9));
      size[i] = random.nextInt(1 + p, 4);
      low[i] = p;
      high[i] = random.nextInt(size[i]);
    }
    Window w = Window.of(size).stride(random.nextInt(1, 4)).padding(low, random.nextBoolean() ? low : high);
    Tensor x = leaf(s);
    Tensor y = x.maxPool(w);
    return switch (random.nextInt(5)) {
      case 0 -> y;
      case 1 -> x.maxPoolScatter(reuse(y.shape()), w);
      case 2 -> x.maxPoolGather(reuse(s), w);
      case 3 -> reuse(s).avgPool(w);
      default -> reuse(y.shape()).avgPoolInput(w, s);
    };
  }

  private Tensor discontinuous() {
    Tensor a = pickExact();
    Tensor b = random.nextBoolean() ? a.mul(0.5) : Tensor.scalar(random.nextInt(-4, 5) / 4.0);
    Tensor truth =
        switch (random.nextInt(5)) {
          case 0 -> a.eq(b);
          case 1 -> a.ne(b);
          case 2 -> a.lt(b);
          case 3 -> a.le(b);
          default -> a.floor().sign();
        };
    mark(truth, new Exact(0, 1));
    return switch (random.nextInt(3)) {
      case 0 -> truth;
      case 1 -> truth.select(a, partner(a));
      default -> truth.select(Tensor.scalar(0.5), a.tanh());
    };
  }

  private Tensor index() {
    Tensor x = pickExact();
    if (x.shape().rank() == 0) {
      return x.cast(DType.I32).mul(Tensor.scalar(3, DType.I32)).cast(DType.F32);
    }
    int axis = random.nextInt(x.shape().rank());
    Tensor best = x.argmax(axis);
    return switch (random.nextInt(5)) {
      case 0 -> best.oneHot(x.shape().size(axis));
      case 1 -> best.add(Tensor.iota(best.shape().rank() == 0 ? Shape.of(3) : best.shape(), 0)).cast(DType.F32);
      case 2 -> leaf(Shape.of(x.shape().size(axis), size())).gather(best);
      case 3 -> {
        Shape rest = best.shape().insert(best.shape().rank(), size());
        yield rest.count() > 600 ? null : leaf(rest).scatterAdd(best, x.shape().size(axis));
      }
      default -> best.lt(Tensor.scalar(2, DType.I32));
    };
  }

  private Tensor exactArithmetic() {
    Tensor a = pickExact();
    Tensor b = partner(a);
    Exact x = exact.get(a);
    Exact y = exact.get(b);
    if (y == null) {
      return null;
    }
    Exact sum = new Exact(Math.max(x.bits, y.bits), x.most + y.most);
    Exact product = new Exact(x.bits + y.bits, x.most * y.most);
    Tensor t = random.nextBoolean() && product.fits() ? a.mul(b) : a.add(b);
    mark(t, t.op() instanceof profundo.Op.Binary(var kind, var _, var _) && kind == profundo.Op.BinaryKind.MUL ? product : sum);
    return t;
  }

  private void mark(Tensor t, Exact e) {
    if (e.fits()) {
      exact.put(t, e);
    }
  }

  /// Movement keeps values exact, those of the nodes on the way too.
  private void markAlong(Tensor t, Exact e) {
    for (Tensor o : t.op().operands()) {
      if (!exact.containsKey(o)) {
        mark(o, e);
      }
    }
    mark(t, e);
  }

  private Tensor noise() {
    Tensor step = Tensor.scalar(random.nextInt(5), DType.I32);
    Shape s = shape();
    return random.nextBoolean()
        ? Tensor.uniform(s, random.nextLong(), random.nextInt(), step)
        : Tensor.normal(s, random.nextLong(), random.nextInt(), step);
  }
}
