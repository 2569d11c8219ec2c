package profundo.bench;

import java.util.List;
import java.util.Optional;

/// A piece of work that every contender does in the same shapes, on random data.
public sealed interface Workload {
  /// How it is called on the command line, such as `a` or `a.infer`.
  String id();

  /// What it is, for people.
  String title();

  /// Units of [#unit] that one call does.
  double amount();

  /// What is counted: `samples/s`, `GFLOP/s`, or `calls/s` where it is the time of one call that matters.
  String unit();

  /// Multiplications and additions of one call.
  double operations();

  /// Whether single calls are timed, one by one.
  default boolean latency() {
    return unit().equals("calls/s");
  }

  /// What is minimised.
  enum Goal {
    /// Softmax cross-entropy over classes.
    CLASSES,
    /// The input itself, by sigmoid and binary cross-entropy.
    RECONSTRUCTION
  }

  /// How.
  enum Rule {
    /// Adam at 1e-3.
    ADAM,
    /// Gradient descent at 1e-2 with momentum 0.9.
    MOMENTUM
  }

  /// A whole step: forward, backward, update.
  record Training(String id, String title, Net net, Goal goal, Rule rule, int batch) implements Workload {
    @Override
    public double amount() {
      return batch;
    }

    @Override
    public String unit() {
      return "samples/s";
    }

    @Override
    public double operations() {
      return batch * net.operations(true);
    }
  }

  /// The network's outputs for a batch; for a batch of one it is the time that counts.
  record Inference(String id, String title, Net net, int batch) implements Workload {
    @Override
    public double amount() {
      return batch;
    }

    @Override
    public String unit() {
      return batch == 1 ? "calls/s" : "samples/s";
    }

    @Override
    public double operations() {
      return batch * net.operations(false);
    }
  }

  /// A product of matrices `[m, k] [k, n]`.
  record Product(String id, String title, int m, int k, int n) implements Workload {
    @Override
    public double amount() {
      return operations() * 1e-9;
    }

    @Override
    public String unit() {
      return "GFLOP/s";
    }

    @Override
    public double operations() {
      return 2.0 * m * k * n;
    }
  }

  /// A 3x3 convolution with bias that keeps the size, or with the gradients of input, weights and bias.
  record Convolution(String id, String title, int batch, int channels, int size, boolean gradients)
      implements Workload {
    @Override
    public double amount() {
      return operations() * 1e-9;
    }

    @Override
    public String unit() {
      return "GFLOP/s";
    }

    @Override
    public double operations() {
      return (gradients ? 3 : 1) * 2.0 * batch * size * size * channels * channels * 9;
    }
  }

  /// A step of contrastive divergence (CD-1) of a restricted Boltzmann machine with binary units (Hinton 2002; Hinton 2012, A
  /// practical guide):
  ///
  ///     h0 = sigmoid(v W + b)   v1 = sigmoid(sample(h0) W^T + a)   h1 = sigmoid(v1 W + b)
  ///     velocity <- momentum * velocity + rate / batch * (v^T h0 - v1^T h1)   W <- W + velocity
  ///
  /// and the same for both biases.
  record Rbm(String id, String title, int visible, int hidden, int batch) implements Workload {
    /// Learning rate.
    public static final float RATE = 0.05f;

    /// How much of the last change is kept.
    public static final float MOMENTUM = 0.5f;

    @Override
    public double amount() {
      return batch;
    }

    @Override
    public String unit() {
      return "samples/s";
    }

    @Override
    public double operations() {
      return 5 * 2.0 * batch * visible * hidden;
    }
  }

  /// 784-512-512-10.
  private static Net mlp() {
    return Net.of(784).linear(512).relu().linear(512).relu().linear(10);
  }

  private static Net lenet() {
    return Net.of(28, 28, 1).conv(6, 5, 2).pool().conv(16, 5, 0).pool().flatten()
        .linear(120).relu().linear(84).relu().linear(10);
  }

  private static Net cifar() {
    return Net.of(32, 32, 3).conv(32, 3, 1).conv(32, 3, 1).pool().conv(64, 3, 1).conv(64, 3, 1).pool().flatten()
        .linear(512).relu().linear(10);
  }

  private static Net autoencoder() {
    return Net.of(784).linear(1000).relu().linear(500).relu().linear(250).relu().linear(30)
        .linear(250).relu().linear(500).relu().linear(1000).relu().linear(784);
  }

  private static Net lstm() {
    return Net.of(64, 128).lstm(256).linear(10);
  }

  /// All of them, in the order in which they run.
  static List<Workload> all() {
    return List.of(
        new Training("a", "MLP 784-512-512-10, Adam, batch 128", mlp(), Goal.CLASSES, Rule.ADAM, 128),
        new Training("b", "LeNet-5 28x28, momentum, batch 64", lenet(), Goal.CLASSES, Rule.MOMENTUM, 64),
        new Training("c", "CNN 32x32x3: 32, 32, 64, 64, 512, Adam, batch 64", cifar(), Goal.CLASSES, Rule.ADAM, 64),
        new Training(
            "d", "autoencoder 784-1000-500-250-30, Adam, batch 128", autoencoder(), Goal.RECONSTRUCTION, Rule.ADAM, 128),
        new Training("e", "LSTM 128 to 256, 64 steps, Adam, batch 32", lstm(), Goal.CLASSES, Rule.ADAM, 32),
        new Rbm("i", "RBM 784-500, CD-1 with momentum, batch 100", 784, 500, 100),
        new Inference("a.infer", "MLP, batch 128", mlp(), 128),
        new Inference("b.infer", "LeNet-5, batch 64", lenet(), 64),
        new Inference("c.infer", "CNN, batch 64", cifar(), 64),
        new Inference("h.mlp", "MLP, one sample", mlp(), 1),
        new Inference("h.lenet", "LeNet-5, one sample", lenet(), 1),
        new Product("f.512", "product 512", 512, 512, 512),
        new Product("f.1024", "product 1024", 1024, 1024, 1024),
        new Product("f.2048", "product 2048", 2048, 2048, 2048),
        new Product("f.layer", "product 128x784 by 784x512", 128, 784, 512),
        new Convolution("g.64", "3x3, 64 channels 32x32, batch 32", 32, 64, 32, false),
        new Convolution("g.128", "3x3, 128 channels 16x16, batch 32", 32, 128, 16, false),
        new Convolution("g.256", "3x3, 256 channels 8x8, batch 32", 32, 256, 8, false),
        new Convolution("g.64.all", "the same as g.64 with all gradients", 32, 64, 32, true),
        new Convolution("g.128.all", "the same as g.128 with all gradients", 32, 128, 16, true),
        new Convolution("g.256.all", "the same as g.256 with all gradients", 32, 256, 8, true));
  }

  /// The one of that name.
  static Optional<Workload> named(String id) {
    return all().stream().filter(w -> w.id().equals(id)).findFirst();
  }
}
