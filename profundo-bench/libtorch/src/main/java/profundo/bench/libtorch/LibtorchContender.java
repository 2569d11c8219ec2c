package profundo.bench.libtorch;

import static org.bytedeco.pytorch.global.torch.binary_cross_entropy_with_logits;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.mm_out;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.randint;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.FlattenImpl;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.MaxPool2dImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import profundo.bench.Contender;
import profundo.bench.Net;
import profundo.bench.Workload;

/// PyTorch's engine. A forward pass is one native call, the network a native `Sequential`.
///
/// Variant `channels-last` lays images and kernels out as this project does, which is usually the faster way; the empty one is
/// PyTorch's default.
public final class LibtorchContender implements Contender {
  private final List<Object> kept = new ArrayList<>();
  private boolean channelsLast;

  /// For `profundo.bench.Worker`.
  public LibtorchContender() {}

  @Override
  public Runnable prepare(Workload workload, int threads, String variant) {
    set_num_threads(threads);
    channelsLast = variant.equals("channels-last");
    return switch (workload) {
      case Workload.Training w -> training(w);
      case Workload.Inference w -> inference(w);
      case Workload.Rbm w -> cycle(new LibtorchRbm(w, variant)::step);
      case Workload.Product w -> product(w);
      case Workload.Convolution w -> convolution(w);
    };
  }

  /// Keeps an object from the garbage collector, which would free the native one behind it.
  private <T> T keep(T object) {
    kept.add(object);
    return object;
  }

  private Runnable training(Workload.Training w) {
    if (w.net().recurrent()) {
      return recurrent(w);
    }
    SequentialImpl net = network(w.net());
    Optimizer optimizer = optimizer(w.rule(), net.parameters());
    Tensor[] x = samples(w.net(), w.batch());
    Tensor[] y = w.goal() == Workload.Goal.CLASSES ? labels(w.batch(), w.net().outputs()) : x;
    IntFunction<Tensor> loss =
        switch (w.goal()) {
          case CLASSES -> i -> cross_entropy_loss(net.forward(x[i]), y[i]);
          case RECONSTRUCTION -> i -> binary_cross_entropy_with_logits(net.forward(x[i]), y[i]);
        };
    return cycle(
        i -> {
          optimizer.zero_grad();
          loss.apply(i).backward();
          optimizer.step();
        });
  }

  private Optimizer optimizer(Workload.Rule rule, TensorVector parameters) {
    return switch (rule) {
      case ADAM -> keep(new Adam(parameters, keep(new AdamOptions(1e-3))));
      case MOMENTUM -> {
        SGDOptions options = keep(new SGDOptions(1e-2));
        options.momentum().put(0.9);
        yield keep(new SGD(parameters, options));
      }
    };
  }

  /// An LSTM, which no native `Sequential` takes, over `[steps, batch, inputs]`, its faster layout; then a linear layer.
  private Runnable recurrent(Workload.Training w) {
    long steps = w.net().sample().get(0);
    long in = w.net().sample().get(1);
    long hidden = ((Net.Part.Lstm) w.net().parts().get(0)).hidden();
    LSTMImpl lstm = keep(new LSTMImpl(in, hidden));
    LinearImpl head = keep(new LinearImpl(hidden, w.net().outputs()));
    TensorVector parameters = keep(lstm.parameters());
    TensorVector last = keep(head.parameters());
    for (long i = 0; i < last.size(); i++) {
      parameters.push_back(last.get(i));
    }
    Optimizer optimizer = optimizer(w.rule(), parameters);
    Tensor[] x = new Tensor[BATCHES];
    for (int i = 0; i < BATCHES; i++) {
      x[i] = keep(rand(steps, w.batch(), in));
    }
    Tensor[] y = labels(w.batch(), w.net().outputs());
    return cycle(
        i -> {
          optimizer.zero_grad();
          cross_entropy_loss(head.forward(lstm.forward(x[i]).get0().select(0, steps - 1)), y[i]).backward();
          optimizer.step();
        });
  }

  private Runnable inference(Workload.Inference w) {
    SequentialImpl net = network(w.net());
    Tensor[] x = samples(w.net(), w.batch());
    keep(new NoGradGuard());
    return cycle(i -> net.forward(x[i]));
  }

  private Runnable product(Workload.Product w) {
    Tensor a = keep(randn(w.m(), w.k()));
    Tensor b = keep(randn(w.k(), w.n()));
    Tensor c = keep(randn(w.m(), w.n()));
    keep(new NoGradGuard());
    return cycle(_ -> mm_out(c, a, b));
  }

  private Runnable convolution(Workload.Convolution w) {
    SequentialImpl net = keep(new SequentialImpl());
    net.push_back(conv(w.channels(), w.channels(), 3, 1));
    layOut(net);
    Net images = new Net(List.of(w.size(), w.size(), w.channels()), List.of());
    Tensor x = samples(images, w.batch())[0];
    if (!w.gradients()) {
      keep(new NoGradGuard());
      return cycle(_ -> net.forward(x));
    }
    Tensor dy = samples(images, w.batch())[0];
    x.requires_grad_(true);
    TensorVector parameters = keep(net.parameters());
    Tensor weight = keep(parameters.get(0));
    Tensor bias = keep(parameters.get(1));
    BoolOptional retain = keep(new BoolOptional());
    TensorArrayRefOptional inputs = keep(new TensorArrayRefOptional());
    return cycle(
        _ -> {
          x.mutable_grad().reset();
          weight.mutable_grad().reset();
          bias.mutable_grad().reset();
          net.forward(x).backward(dy, retain, false, inputs);
        });
  }

  private interface Call {
    void run(int batch);
  }

  private static Runnable cycle(Call call) {
    int[] next = {0};
    return () -> {
      try (PointerScope _ = new PointerScope()) {
        call.run(next[0]++ % BATCHES);
      }
    };
  }

  private SequentialImpl network(Net net) {
    SequentialImpl s = keep(new SequentialImpl());
    List<Integer> shape = new ArrayList<>(net.sample());
    for (Net.Part part : net.parts()) {
      switch (part) {
        case Net.Part.Conv(int channels, int kernel, int padding) -> {
          s.push_back(conv(shape.get(2), channels, kernel, padding));
          shape.set(0, shape.get(0) + 2 * padding - kernel + 1);
          shape.set(1, shape.get(1) + 2 * padding - kernel + 1);
          shape.set(2, channels);
        }
        case Net.Part.Linear(int width) -> {
          s.push_back(keep(new LinearImpl(shape.get(0), width)));
          shape.set(0, width);
        }
        case Net.Part.Lstm _ -> throw new AssertionError("not in a Sequential");
        case Net.Part.Relu _ -> s.push_back(keep(new ReLUImpl()));
        case Net.Part.MaxPool _ -> {
          s.push_back(keep(new MaxPool2dImpl(keep(new LongPointer(2L, 2L)))));
          shape.set(0, shape.get(0) / 2);
          shape.set(1, shape.get(1) / 2);
        }
        case Net.Part.Flatten _ -> {
          s.push_back(keep(new FlattenImpl()));
          shape = new ArrayList<>(List.of(shape.get(0) * shape.get(1) * shape.get(2)));
        }
      }
    }
    layOut(s);
    return s;
  }

  private Conv2dImpl conv(long in, long out, long kernel, long padding) {
    Conv2dOptions options = keep(new Conv2dOptions(in, out, keep(new LongPointer(kernel, kernel))));
    options.padding().put(keep(new LongPointer(padding, padding)));
    return keep(new Conv2dImpl(options));
  }

  private void layOut(SequentialImpl net) {
    if (!channelsLast) {
      return;
    }
    TensorVector p = keep(net.parameters());
    for (long i = 0; i < p.size(); i++) {
      if (p.get(i).dim() == 4) {
        p.get(i).set_data(keep(p.get(i).contiguous(MemoryFormat.ChannelsLast)));
      }
    }
  }

  /// Uniform in [0, 1), channels first as PyTorch counts axes.
  private Tensor[] samples(Net net, int batch) {
    List<Integer> s = net.sample();
    long[] shape =
        s.size() == 1
            ? new long[] {batch, s.get(0)}
            : new long[] {batch, s.get(2), s.get(0), s.get(1)};
    Tensor[] x = new Tensor[BATCHES];
    for (int i = 0; i < BATCHES; i++) {
      x[i] = keep(rand(shape));
      if (channelsLast && shape.length == 4) {
        x[i] = keep(x[i].contiguous(MemoryFormat.ChannelsLast));
      }
    }
    return x;
  }

  private Tensor[] labels(int batch, int classes) {
    Tensor[] y = new Tensor[BATCHES];
    TensorOptions integers = keep(new TensorOptions(ScalarType.Long));
    for (int i = 0; i < BATCHES; i++) {
      y[i] = keep(randint(classes, new long[] {batch}, integers));
    }
    return y;
  }
}
