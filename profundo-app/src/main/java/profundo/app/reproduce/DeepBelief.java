package profundo.app.reproduce;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.data.Mnist;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.io.ModelFile;
import profundo.nn.Accuracy;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.optim.Adam;
import profundo.optim.GradientDescent;
import profundo.optim.Schedule;
import profundo.train.Evaluation;
import profundo.train.Phase;
import profundo.train.Trainer;
import profundo.zoo.Zoo;
import profundo.zoo.boltzmann.DeepBeliefNet;

/// The deep belief net that started the second spring of neural networks: learned layer by layer, then fine-tuned twice from
/// there, once as a generative model by up-down, which classifies by free energy, and once by back-propagation.
final class DeepBelief implements Reproduction {
  private static final int BATCH_OF_MACHINES = 20;

  @Override
  public String name() {
    return "dbn";
  }

  @Override
  public String what() {
    return "deep belief net 784-500-500-2000 on MNIST: greedy CD-1, then up-down (generative, classifies by free energy), and,"
        + " from the same greedy weights, back-propagation with a fifth of the input masked (discriminative)";
  }

  @Override
  public String source() {
    return "Hinton, Osindero, Teh 2006, A fast learning algorithm for deep belief nets";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atMost("generative", "test error, generative", "%", 2.2).published("1.25").twin(23),
        Figure.atMost("discriminative", "test error, discriminative", "%", 1.4).published("1.15").twin(17),
        Figure.atMost("greedy", "test error, before up-down", "%", 5).published("2.49").twin(30));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(60);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = lab.reduced() ? Strokes.load(lab.seed(), 2000, 500) : Mnist.load(lab.data("mnist"));
    List<Integer> sizes = lab.of(List.of(500, 500, 2000), List.of(80, 120));
    int classes = data.train().classes().size();
    DeepBeliefNet net = DeepBeliefNet.of(data.train().sampleShape().count(), sizes, classes, Rng.of(lab.seed()));
    Batches batches = data.train().batches(BATCH_OF_MACHINES).shuffled(lab.seed());
    int greedy = lab.of(20, 15);
    var stack = net.pretraining(falling(lab, batches, greedy), 0.0002);
    for (Phase p : stack.phases("greedy", data.train(), null, BATCH_OF_MACHINES, greedy, lab.seed())) {
      lab.fit(p.trainer().get(), p.train().get(), null, p.epochs());
    }
    Path file = lab.folder().resolve("greedy.safetensors");
    ModelFile.save(net, file);
    var figures = new LinkedHashMap<String, Double>();
    figures.put("greedy", error(net, data.test()));

    int epochs = lab.of(60, 8);
    Batches labelled = data.train().batches(lab.of(100, BATCH_OF_MACHINES)).shuffled(lab.seed());
    lab.fit(Trainer.of(net.upDown(lab.of(10, 3), falling(lab, labelled, epochs))).seed(lab.seed()), labelled, null, epochs);
    figures.put("generative", error(net, data.test()));
    lab.say("test error: greedy " + figures.get("greedy") + " %, after up-down " + figures.get("generative") + " %");

    var unrolled = ((DeepBeliefNet) ModelFile.load(file, Zoo.layers()).layer()).unroll();
    int passes = lab.of(30, 6);
    var rate = Schedule.cosine(lab.of(5e-4, 2e-3), labelled.count() * passes);
    lab.fit(
        Trainer.supervised(Unlabelled.masked(unrolled), Loss::softmaxCrossEntropy, Adam.of(rate)).measure(Accuracy.of()).seed(lab.seed()),
        labelled, null, passes);
    figures.put("discriminative", error(unrolled, data.test()));
    return figures;
  }

  /// Small steps with much momentum, which end at none: the machine on top, of 2000 units, cannot bear large ones. Greedy learning has
  /// small batches besides. Up-down has larger ones and ten steps of Gibbs sampling: its noise, in small ones, undoes what greedy learning
  /// found.
  private static GradientDescent falling(Lab lab, Batches batches, int epochs) {
    return GradientDescent.of(Schedule.cosine(lab.of(0.02, 0.1), batches.count() * epochs)).withMomentum(lab.of(0.9, 0.5));
  }

  static double error(Layer logits, Dataset test) {
    return 100 * (1 - Evaluation.of(logits, test, Loss::softmaxCrossEntropy, Accuracy.of()).metrics().get("accuracy"));
  }
}
