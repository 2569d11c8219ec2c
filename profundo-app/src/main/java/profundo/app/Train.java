package profundo.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.Shape;
import profundo.app.data.DataOptions;
import profundo.app.data.ImageSize;
import profundo.app.experiment.Experiment;
import profundo.app.experiment.ExperimentReader;
import profundo.app.experiment.ModelNames;
import profundo.app.experiment.Plan;
import profundo.app.experiment.RecipeOptions;
import profundo.app.experiment.StudyOptions;
import profundo.app.experiment.StudyPlan;
import profundo.app.models.Model;
import profundo.app.models.Models;
import profundo.app.models.Recipe;
import profundo.app.models.Sample;
import profundo.app.models.Training;
import profundo.app.run.RateSearch;
import profundo.app.run.RunFolder;
import profundo.app.run.RunFrame;
import profundo.app.run.StudyResult;
import profundo.app.run.TrainResult;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Threads;
import profundo.zoo.Zoo;

/// `profundo train MODEL`: trains a network, live on standard error, and writes the folder of the run.
@Command(
    name = "train",
    description = {
      "Train a model by its name, and write the folder of the run: the model, checkpoints, figures and report.html.",
      "The model is model.safetensors, figures are in metrics.csv, result.json and events/ (for TensorBoard), and"
          + " experiment.yaml repeats the run ('profundo run'). In checkpoints/ are the last epoch, to resume from, and the"
          + " best one: that of the highest validation accuracy, or with --patience that of the lowest validation loss.",
      "A model of the zoo (docs/zoo.md) trains in phases, each with a folder of its own in checkpoints/, phases/ (its tables)"
          + " and events/; --set chooses what no option does. What it has learned is drawn in sheets/.",
      "The same command gives the same model, bit for bit, on any number of threads."
    })
final class Train implements Subcommand {
  /// Settings of classifiers.
  private static final List<String> OPTIONS =
      List.of("epochs", "batch", "optimizer", "lr", "momentum", "weight-decay", "schedule", "clip", "patience");

  @Parameters(index = "0", arity = "0..1", paramLabel = "MODEL", description = "A name from 'profundo models', such as lenet5.")
  private String model;

  @Mixin private DataOptions source;

  @Option(
      names = "--input",
      paramLabel = "HxWxC",
      converter = ImageSize.class,
      description = "Shape of one image (default: 28x28x1), or places of a text (default: as many as the longest has).")
  private Shape input;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often every sample is seen (default: the model's, see 'profundo models').")
  private Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Samples in a batch (default: 128; of series 16, of texts 50).")
  private Integer batch;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description =
          "sgd, nesterov, rmsprop, adagrad, adadelta, adamax, nadam, lion, rprop (for one large batch), adam or adamw"
            + " (default: adam).")
  private String optimizer;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description =
          "Learning rate, the highest of the schedule; of a Boltzmann machine its rate (default: the model's, see 'profundo"
            + " models'; with --optimizer sgd 0.1, nesterov 0.05, rmsprop 0.001, rprop 0.001, adagrad 0.02, adadelta 1,"
            + " adamax twice and lion a tenth of the model's).")
  private Double rate;

  @Option(names = "--momentum", paramLabel = "M", description = "Of sgd, nesterov and rmsprop (default: 0; of nesterov 0.9).")
  private Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "D",
      description =
          "Pull of the weights towards zero: decoupled in adamw, nadam and lion, else a penalty D/2 sum w^2 on the loss"
            + " (default: 0; with adamw 0.01).")
  private Double weightDecay;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "How the learning rate changes over the run: constant, step (to a tenth after each third),"
            + " exponential (to a hundredth), cosine (to zero), warm-up (up in a 20th of it, then cosine), warm-restarts"
            + " (three cosines, each twice as long), one-cycle (up from a 25th, down to nothing)"
            + " (default: one-cycle; with --optimizer rprop constant).")
  private String schedule;

  @Option(names = "--clip", paramLabel = "NORM", description = "Longest gradient, all weights together; 0 for any (default: 0).")
  private Double clip;

  @Option(
      names = "--validation-fraction",
      paramLabel = "F",
      description = "Part of the training data that is held out to watch the run (default: 0.05).")
  private Double validationFraction;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop after N epochs without better validation loss; the model then has the weights of its best epoch;"
            + " 0 for never, and the weights of the last epoch (default: 0). Of a model of the zoo each phase stops by itself,"
            + " and the next goes on from its best epoch.")
  private Integer patience;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of everything that is drawn; another one gives another model (default: " + Plan.SEED + ").")
  private Long seed;

  @Mixin private RecipeOptions refinements;

  @Mixin private StudyOptions studies;

  @Mixin private Threads threads;

  @Option(names = "--out", paramLabel = "DIR", description = "The folder of the run, a new one (default: runs/ID).")
  private Path out;

  @Option(
      names = "--resume",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "DIR",
      description = "Go on with the run in DIR, else in --out, else with the latest one in runs/ that has not ended; of one that was"
          + " killed before its first checkpoint, begin it.")
  private String resume;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      description = "Write a checkpoint also every so many batches (default: after each epoch, and every minute).")
  private Integer checkpointEvery;

  @Option(
      names = "--diagnose",
      description =
          "Watch gradients, steps and layers, and say at the end what is wrong: vanishing, exploding, dead, saturated,"
            + " overfitting, ... with a remedy each; see docs/diagnosis.md. Takes a little time; changes nothing.")
  private boolean diagnose;

  @Option(names = "--explain", description = "Show the compiled training step and its memory plan on standard error.")
  private boolean explain;

  @Option(
      names = "--find-lr",
      description =
          "Train no model, but look for a learning rate: some steps with a rate that rises until the loss blows up. Shows"
            + " a table and writes the picture lr.html into --out (default: the present folder).")
  private boolean findRate;

  @Option(names = "--force", description = "With --find-lr: replace the lr.html that is there already.")
  private boolean force;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Result run(Console console) throws Exception {
    if (checkpointEvery != null && checkpointEvery < 1) {
      throw new InvalidInput("--checkpoint-every: expected a whole number of at least 1, got " + checkpointEvery);
    }
    int count = threads.count();
    boolean resumed = resume != null;
    RunFolder folder;
    Plan plan;
    if (force && !findRate) {
      throw new InvalidInput("--force goes with --find-lr; a run is never replaced: leave --force out, and name a new folder with --out");
    }
    if (resumed && findRate) {
      throw new InvalidInput("--find-lr begins anew: leave --resume out");
    }
    if (resumed) {
      folder = RunFolder.existing(toResume(), model);
      plan = folder.settings();
      requireNoConflict(folder, plan);
      if (folder.isComplete() && Files.isRegularFile(folder.model())) {
        console.err().println("the run in " + folder.path() + " has ended already");
        return plan instanceof StudyPlan ? StudyResult.read(folder) : TrainResult.read(folder);
      }
      folder.requireNoFailure(plan);
    } else {
      if (model == null) {
        throw new InvalidInput("the model is missing: one of " + String.join(", ", ModelNames.all()));
      }
      plan = plan();
      if (findRate && plan instanceof Experiment e) {
        Path place = out == null ? Path.of("") : out;
        return threads.with(() -> RateSearch.of(e, source, place, force));
      }
      folder = RunFolder.fresh(out, model);
    }
    var options =
        new RunFrame.Options(
            resumed && !folder.isUnbegun(), checkpointEvery == null ? 0 : checkpointEvery, explain, diagnose, quiet, count, "");
    return threads.with(() -> RunFrame.execute(plan, folder, source, options, console));
  }

  private Path toResume() {
    if (out != null && !resume.isEmpty() && !Path.of(resume).equals(out)) {
      throw new InvalidInput("--resume " + resume + " and --out " + out + " name two folders; give one of them");
    }
    return resume.isEmpty() ? out : Path.of(resume);
  }

  private Plan plan() {
    Optional<profundo.zoo.recipe.Recipe> zoo = Zoo.find(model);
    if (zoo.isEmpty()) {
      return experiment();
    }
    requireNoneOfClassifiers(model);
    String data = DataOptions.absolute(source.spec("strokes"));
    return new StudyPlan(
        zoo.get(), data, input == null ? source.usualShape(data) : input, studies.choose(zoo.get(), given()),
        or(validationFraction, ExperimentReader.VALIDATION_FRACTION), or(patience, 0), or(seed, Plan.SEED));
  }

  private void requireNoneOfClassifiers(String name) {
    String option = findRate ? "--find-lr" : explain ? "--explain" : diagnose ? "--diagnose" : "";
    if (!option.isEmpty()) {
      throw new InvalidInput(option + " is for classifiers such as mlp; leave it out for " + name);
    }
  }

  private Experiment experiment() {
    Model known = Models.find(model).orElseThrow(() -> ModelNames.unknown(model, ""));
    studies.refuse(model, OPTIONS);
    Training t = known.defaults();
    String data = DataOptions.absolute(source.spec(known.usual().equals(Sample.of(ImageSize.DIGIT)) ? "strokes" : null));
    t = optimizer == null || optimizer.equals(t.optimizer()) ? t : t.withOptimizer(optimizer);
    String misplaced = schedule == null ? "" : Training.misplaced(schedule, or(optimizer, t.optimizer()));
    if (!misplaced.isEmpty()) {
      throw new InvalidInput("--schedule " + schedule + ": " + misplaced);
    }
    return new Experiment(
        model,
        data,
        input == null ? source.usualShape(data) : input,
        new Training(
            or(optimizer, t.optimizer()),
            or(rate, t.rate()),
            or(momentum, t.momentum()),
            or(weightDecay, t.weightDecay()),
            or(schedule, t.schedule()),
            or(clip, t.clip()),
            or(batch, t.batch()),
            or(epochs, t.epochs())),
        or(validationFraction, ExperimentReader.VALIDATION_FRACTION),
        or(patience, 0),
        or(seed, Plan.SEED))
        .with(refinements.recipe(), new Experiment.Logs(true, true, diagnose));
  }

  /// Settings of training that were given, by the names of their options.
  private SequencedMap<String, Object> given() {
    var all = new LinkedHashMap<String, Object>();
    all.put("epochs", epochs);
    all.put("batch", batch);
    all.put("optimizer", optimizer);
    all.put("lr", rate);
    all.put("momentum", momentum);
    all.put("weight-decay", weightDecay);
    all.put("schedule", schedule);
    all.put("clip", clip);
    all.putAll(refinements.given());
    all.values().removeIf(Objects::isNull);
    return all;
  }

  private static <T> T or(T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  /// A run goes on as it began; what is given again must be the same.
  private void requireNoConflict(RunFolder folder, Plan plan) {
    var stored = new LinkedHashMap<String, Object>(Recipe.NONE.settings());
    stored.putAll(plan.settings());
    List<String> conflicts = new ArrayList<>();
    compare("model", model, stored, conflicts);
    compare("data", source.given() == null ? null : DataOptions.absolute(source.given()), stored, conflicts);
    compare("input", input == null ? null : ImageSize.text(input), stored, conflicts);
    compare("validation-fraction", validationFraction, stored, conflicts);
    compare("patience", patience, stored, conflicts);
    compare("seed", seed, stored, conflicts);
    switch (plan) {
      case StudyPlan s -> {
        requireNoneOfClassifiers(s.model());
        conflicts.addAll(studies.conflicts(s, given()));
      }
      case Experiment e -> {
        studies.refuse(e.model(), OPTIONS);
        given().forEach((name, value) -> compare(name, value, stored, conflicts));
      }
    }
    if (!conflicts.isEmpty()) {
      throw new InvalidInput(
          "--resume " + folder.path() + ": the run was started with other settings: " + String.join(", ", conflicts)
              + "; leave them out, or start a new run");
    }
  }

  private static void compare(String name, Object given, Map<String, Object> stored, List<String> conflicts) {
    if (given != null && !given.equals(stored.get(name))) {
      conflicts.add(name + " " + stored.get(name) + ", not " + given);
    }
  }
}
