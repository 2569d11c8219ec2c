package profundo.app.reproduce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import profundo.Rng;
import profundo.app.models.TextCnn;
import profundo.data.Dataset;
import profundo.files.Texts;
import profundo.nn.OutputHead;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Constraint;
import profundo.train.Evaluation;
import profundo.train.Step;
import profundo.train.Trainer;

/// A convolutional network over words whose vectors start at random, on two collections of sentences. What its vocabulary holds
/// is what the training part holds, so that nothing of the test part is known.
final class TextCnnSentences implements Reproduction {
  private static final int FOLDS = 10;
  private static final int MARGIN = 4;
  private static final int BATCH = 50;
  private static final String TREC = "trec";

  @Override
  public String name() {
    return "text-cnn";
  }

  @Override
  public String what() {
    return "text CNN, random vectors of 128, windows of 3, 4 and 5, 100 maps each: rt-polarity in 10 folds, and TREC";
  }

  @Override
  public String source() {
    return "Kim 2014, Convolutional neural networks for sentence classification, table 2 (CNN-rand)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atLeast("polarity", "rt-polarity, mean accuracy of 10 folds", "%", 74).published("76.1").twin(58),
        Figure.atLeast("trec", "TREC, test accuracy", "%", 88).published("91.2").twin(60));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(20);
  }

  @Override
  public List<String> parts() {
    var parts = new ArrayList<>(List.of(TREC));
    IntStream.rangeClosed(1, FOLDS).forEach(i -> parts.add("polarity " + i));
    return parts;
  }

  @Override
  public List<String> twinParts() {
    return List.of(TREC, "polarity 1");
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    if (part.equals(TREC)) {
      Texts read = Texts.labelled(lab.data("text/TREC.train.all"), StandardCharsets.ISO_8859_1, List.of());
      Sentences train = Sentences.of(read);
      Sentences test =
          Sentences.of(Texts.labelled(lab.data("text/TREC.test.all"), StandardCharsets.ISO_8859_1, read.classes()));
      return Map.of("trec", accuracy(part, few(train, 2_000, lab), test, 6, lab.of(8, 3), lab));
    }
    var files = new LinkedHashMap<String, Path>();
    files.put("negative", lab.data("text/rt-polarity.neg"));
    files.put("positive", lab.data("text/rt-polarity.pos"));
    Sentences all = Sentences.of(Texts.linesOf(files, StandardCharsets.ISO_8859_1));
    int fold = Integer.parseInt(part.substring(part.indexOf(' ') + 1)) - 1;
    var order = order(all.size(), lab.seed());
    var test = new ArrayList<Integer>();
    var train = new ArrayList<Integer>();
    for (int i = 0; i < order.size(); i++) {
      (i % FOLDS == fold ? test : train).add(order.get(i));
    }
    Sentences learned = few(all.at(train), 4_000, lab);
    return Map.of("polarity", accuracy(part, learned, few(all.at(test), 1_000, lab), 2, lab.of(5, 3), lab));
  }

  private static Sentences few(Sentences all, int twin, Lab lab) {
    return lab.reduced() ? all.at(order(all.size(), lab.seed()).subList(0, Math.min(twin, all.size()))) : all;
  }

  /// All places once, drawn by the seed.
  private static List<Integer> order(int n, long seed) {
    return Arrays.stream(Rng.of(seed).stream("folds").permutation(n)).boxed().toList();
  }

  private static double accuracy(String part, Sentences train, Sentences test, int classes, int epochs, Lab lab)
      throws IOException {
    Map<String, Integer> vocabulary = train.vocabulary();
    int length = train.longest() + 2 * MARGIN;
    Dataset learned = train.numbered(vocabulary, length, MARGIN);
    Dataset asked = test.numbered(vocabulary, length, MARGIN);
    Rng rng = Rng.of(lab.seed()).stream(part);
    var model = new TextCnn(vocabulary.size() + 2, lab.of(128, 32), List.of(3, 4, 5), lab.of(100, 32), 0.5);
    Sequential net = model.build(classes, rng);
    OutputHead head = OutputHead.DISCRETE;
    var step =
        Step.supervised(net, head.loss(), Adam.of(lab.of(1e-3, 4e-3)))
            .withConstraint(Constraint.maxNorm(3, name -> name.equals("output.weight")));
    var trainer = Trainer.of(step).measure(head.metrics().getFirst()).seed(lab.seed());
    lab.fit(trainer, learned.batches(BATCH).shuffled(lab.seed()), null, epochs);
    return 100 * Evaluation.of(net, asked, head.loss(), head.metrics().getFirst()).metrics().get("accuracy");
  }
}
