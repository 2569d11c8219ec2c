package profundo.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;
import profundo.compile.Engine;
import profundo.compile.Program;
import profundo.nn.Conv2d;
import profundo.nn.Flatten;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.MaxPool2d;
import profundo.nn.Pass;
import profundo.nn.Recurrent;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.GradientDescent;
import profundo.optim.Optimizer;
import profundo.train.Step;
import profundo.train.Supervised;
import profundo.train.Trace;
import profundo.zoo.boltzmann.ContrastiveDivergence;
import profundo.zoo.boltzmann.Rbm;

/// This project: programs of the public interface, as the trainer compiles them.
public final class ProfundoContender implements Contender {
  private static final long SEED = 1;

  private final Rng rng = Rng.of(SEED);

  /// For [Worker].
  public ProfundoContender() {}

  @Override
  public Runnable prepare(Workload workload, int threads, String variant) {
    Engine engine = Engine.of(threads);
    return switch (workload) {
      case Workload.Training w -> training(engine, w);
      case Workload.Inference w -> inference(engine, w);
      case Workload.Rbm w -> rbm(engine, w);
      case Workload.Product w -> product(engine, w);
      case Workload.Convolution w -> convolution(engine, w);
    };
  }

  private Runnable training(Engine engine, Workload.Training w) {
    Optimizer optimizer =
        switch (w.rule()) {
          case ADAM -> Adam.of(1e-3);
          case MOMENTUM -> GradientDescent.of(1e-2).withMomentum(0.9);
        };
    Supervised step =
        switch (w.goal()) {
          case CLASSES -> Step.supervised(layer(w.net()), Loss::softmaxCrossEntropy, optimizer);
          case RECONSTRUCTION ->
              Step.supervised(layer(w.net()), Loss::binaryCrossEntropy, optimizer).withTarget("x");
        };
    SequencedMap<String, Tensor> parts = new LinkedHashMap<>();
    parts.put("x", Tensor.input("x", samples(w.net(), w.batch()), DType.F32));
    if (w.goal() == Workload.Goal.CLASSES) {
      parts.put("y", Tensor.input("y", Shape.of(w.batch()), DType.I32));
    }
    Variable counter = Variable.counter("step");
    Trace trace = step.train(parts, counter, SEED);
    List<Assignment> assignments = new ArrayList<>(trace.assignments());
    assignments.add(new Assignment(counter, counter.add(1)));
    Program program = engine.compile(List.copyOf(parts.values()), List.of(trace.loss()), assignments);
    Array[][] batches = new Array[BATCHES][];
    for (int i = 0; i < BATCHES; i++) {
      batches[i] = parts.values().stream().map(t -> values(t, w.net().outputs())).toArray(Array[]::new);
    }
    return cycle(program, batches);
  }

  private Runnable inference(Engine engine, Workload.Inference w) {
    Layer layer = layer(w.net());
    Tensor x = Tensor.input("x", samples(w.net(), w.batch()), DType.F32);
    Program program = engine.compile(List.of(x), List.of(Pass.inference(layer).apply(layer, x)), List.of());
    Array[][] batches = new Array[BATCHES][];
    for (int i = 0; i < BATCHES; i++) {
      batches[i] = new Array[] {values(x, 0)};
    }
    return cycle(program, batches);
  }

  /// CD-1 as the zoo learns it.
  private Runnable rbm(Engine engine, Workload.Rbm w) {
    Tensor v0 = Tensor.input("x", Shape.of(w.batch(), w.visible()), DType.F32);
    Variable counter = Variable.counter("step");
    Step step =
        ContrastiveDivergence.of(Rbm.of(w.visible(), w.hidden(), rng))
            .withRate(Workload.Rbm.RATE, Workload.Rbm.MOMENTUM)
            .withWeightDecay(0)
            .pretraining();
    List<Assignment> assignments = new ArrayList<>(step.train(Map.of("x", v0), counter, SEED).assignments());
    assignments.add(new Assignment(counter, counter.add(1)));
    Program program = engine.compile(List.of(v0), List.of(), assignments);
    Array[][] batches = new Array[BATCHES][];
    for (int i = 0; i < BATCHES; i++) {
      batches[i] = new Array[] {binary(v0.shape())};
    }
    return cycle(program, batches);
  }

  /// Three of ten units are on.
  private Array binary(Shape shape) {
    Array x = rng.uniform(shape, 0, 1);
    for (int i = 0; i < x.floats().length; i++) {
      x.floats()[i] = x.floats()[i] < 0.3f ? 1 : 0;
    }
    return x;
  }

  private Runnable product(Engine engine, Workload.Product w) {
    Tensor a = Tensor.input("a", Shape.of(w.m(), w.k()), DType.F32);
    Tensor b = Tensor.input("b", Shape.of(w.k(), w.n()), DType.F32);
    Program program = engine.compile(List.of(a, b), List.of(a.matmul(b)), List.of());
    return cycle(program, new Array[][] {{values(a, 0), values(b, 0)}});
  }

  private Runnable convolution(Engine engine, Workload.Convolution w) {
    int c = w.channels();
    Tensor x = Tensor.input("x", Shape.of(w.batch(), w.size(), w.size(), c), DType.F32);
    Tensor dy = Tensor.input("dy", x.shape(), DType.F32);
    Variable k = Variable.of("k", rng.normal(Shape.of(3, 3, c, c), 0, 0.05f));
    Variable b = Variable.zeros("b", Shape.of(c));
    Tensor y = x.conv(k, Window.of(3, 3).same(), 1).add(b);
    List<Tensor> outputs = new ArrayList<>(List.of(y));
    List<Tensor> inputs = new ArrayList<>(List.of(x));
    if (w.gradients()) {
      outputs.addAll(Gradient.of(y.mul(dy).sum(), List.of(x, k, b)));
      inputs.add(dy);
    }
    Program program = engine.compile(inputs, outputs, List.of());
    return cycle(program, new Array[][] {inputs.stream().map(t -> values(t, 0)).toArray(Array[]::new)});
  }

  private static Runnable cycle(Program program, Array[][] batches) {
    int[] next = {0};
    return () -> program.run(batches[next[0]++ % batches.length]);
  }

  private Layer layer(Net net) {
    List<Layer> layers = new ArrayList<>();
    Tensor x = Tensor.input("x", samples(net, 1), DType.F32);
    for (Net.Part part : net.parts()) {
      int in = x.shape().size(-1);
      Layer layer =
          switch (part) {
            case Net.Part.Conv(int channels, int kernel, int padding) ->
                Conv2d.of(in, channels, kernel, rng).withPadding(padding);
            case Net.Part.Linear(int width) -> Linear.of(in, width, rng);
            case Net.Part.Lstm(int hidden) -> Recurrent.lstm(in, hidden, rng).last();
            case Net.Part.Relu _ -> Relu.of();
            case Net.Part.MaxPool _ -> MaxPool2d.of(2);
            case Net.Part.Flatten _ -> Flatten.of();
          };
      x = Pass.inference(layer).apply(layer, x);
      layers.add(layer);
    }
    return Sequential.of(layers);
  }

  private static Shape samples(Net net, int batch) {
    return Shape.of(IntStream.concat(IntStream.of(batch), net.sample().stream().mapToInt(Integer::intValue)).toArray());
  }

  private Array values(Tensor t, int classes) {
    if (t.dtype() == DType.F32) {
      return rng.uniform(t.shape(), 0, 1);
    }
    Array labels = Array.zeros(t.shape(), DType.I32);
    for (int i = 0; i < labels.ints().length; i++) {
      labels.ints()[i] = rng.nextInt(classes);
    }
    return labels;
  }
}
