package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.Array;
import profundo.DType;
import profundo.Tensor;
import profundo.app.data.ImageFile;
import profundo.app.report.ExplanationPage;
import profundo.app.report.FeatureMaps;
import profundo.app.report.HeatMap;
import profundo.app.report.ReportData;
import profundo.app.saved.Classifier;
import profundo.app.saved.Evaluation;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.app.terminal.NewFolder;
import profundo.app.terminal.OutputFile;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.app.terminal.Threads;
import profundo.data.Dataset;
import profundo.explain.ActivationMaximization;
import profundo.explain.Explainer;
import profundo.explain.GradCam;
import profundo.explain.IntegratedGradients;
import profundo.explain.Occlusion;
import profundo.explain.Saliency;
import profundo.explain.SmoothGrad;
import profundo.io.Json;
import profundo.nn.Pass;
import profundo.train.Predictor;

/// `profundo explain MODEL IMAGE`: why a model takes a picture for what it does.
@Command(
    name = "explain",
    description = {
      "Show why a trained model takes a picture for what it does: pictures (PNG) and a page that shows them all.",
      "Methods: saliency, smoothgrad, integrated, occlusion, gradcam, maximize, features, or all of them that the model"
          + " allows. Red speaks for the class, blue against it; saliency and smoothgrad only show how much. The picture is read"
          + " as by 'profundo predict'."
    })
final class Explain implements Subcommand {
  private static final List<String> METHODS =
      List.of("saliency", "smoothgrad", "integrated", "occlusion", "gradcam", "maximize", "features");

  @Parameters(index = "0", paramLabel = "MODEL_FILE", description = "A model.safetensors, or the folder of its run.")
  private Path file;

  @Parameters(index = "1", paramLabel = "IMAGE", description = "A picture of the size that the model takes.")
  private Path image;

  @Option(
      names = "--method",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "all",
      description = "Methods, with commas between them (default: ${DEFAULT-VALUE}).")
  private List<String> methods;

  @Option(names = "--class", paramLabel = "NAME", description = "The class to explain (default: the most probable).")
  private String target;

  @Option(
      names = "--layer",
      paramLabel = "PATH",
      description =
          "The layer that gradcam looks at (default: the last convolution), or that maximize shows the units of"
            + " (default: the class); a path from 'profundo summary MODEL_FILE'.")
  private String layer;

  @Option(names = "--invert", description = "Turn light into dark: for dark figures on light ground.")
  private boolean invert;

  @Option(names = "--out", paramLabel = "DIR", description = "The folder to write into (default: explanations/NAME, after the picture).")
  private Path out;

  @Option(names = "--force", description = "Replace the page and the pictures that are there already.")
  private boolean force;

  @Mixin private Threads threads;

  @Override
  public Result run(Console console) throws Exception {
    threads.count();
    Set<String> chosen = chosen();
    OutputFile page = file("index.html", "a page").requireInNewFolder();
    Classifier model = Classifier.load(file).requireImages();
    Array x = ImageFile.read(image, model.input());
    for (int i = 0; invert && i < x.floats().length; i++) {
      x.floats()[i] = 1 - x.floats()[i];
    }
    return threads.with(() -> explain(model.withoutCrop(), model.seen(x), chosen, page));
  }

  private Set<String> chosen() {
    var chosen = new LinkedHashSet<String>();
    for (String name : methods) {
      if (name.equals("all")) {
        chosen.addAll(METHODS);
      } else if (METHODS.contains(name)) {
        chosen.add(name);
      } else {
        throw new InvalidInput(
            "--method " + name + ": expected one of " + String.join(", ", METHODS) + ", all" + Nearest.hint(name, METHODS));
      }
    }
    return chosen;
  }

  private Result explain(Classifier model, Array x, Set<String> chosen, OutputFile file) throws IOException {
    float[] p = model.predict(Dataset.of(x.reshape(x.shape().insert(0, 1))), 1).probabilities().floats();
    int best = 0;
    for (int c = 1; c < p.length; c++) {
      best = p[c] > p[best] ? c : best;
    }
    int t = target == null ? best : model.classes().indexOf(target);
    if (t < 0) {
      throw new InvalidInput(
          "--class " + target + ": expected one of the classes of " + model.file() + Nearest.hint(target, model.classes()) + "; it has "
              + model.classes().size() + (model.classes().size() > 20 ? "" : ": " + String.join(", ", model.classes())));
    }
    boolean maps = !GradCam.layers(model.layer(), model.input()).isEmpty();
    if (!maps && methods.contains("all") && !methods.contains("gradcam")) {
      chosen.remove("gradcam");
    }
    var pictures = new LinkedHashMap<String, ExplanationPage.Panel>();
    var numbers = Json.Obj.EMPTY;
    pictures.put("input", new ExplanationPage.Panel("Input", "What the model sees.", HeatMap.photo(x)));
    for (String method : chosen) {
      numbers = draw(method, model, x, t, pictures, numbers);
    }
    String answer =
        String.format(
            Locale.ROOT, "The model says %s, %s sure. Explained here: the score of %s (%s sure).",
            model.classes().get(best), Evaluation.percent(p[best]), model.classes().get(t), Evaluation.percent(p[t]));
    write(file, new ExplanationPage(model.file().toString(), image.getFileName().toString(), answer,
        List.copyOf(pictures.values())), pictures);
    return new Findings(
        folder(), model.classes().get(best), p[best], model.classes().get(t), p[t], List.copyOf(pictures.keySet()), numbers);
  }

  /// Draws what a method finds, and adds what it measures.
  private Json.Obj draw(
      String method, Classifier model, Array x, int t, Map<String, ExplanationPage.Panel> pictures, Json.Obj numbers) {
    switch (method) {
      case "saliency" -> pictures.put(method, new ExplanationPage.Panel("Saliency", "The gradient of the score: where a change"
          + " would change the answer most (Simonyan et al. 2013).",
          HeatMap.over(x, heat(Saliency.of().explain(model.layer(), x, t)))));
      case "smoothgrad" -> pictures.put(method, new ExplanationPage.Panel("SmoothGrad", "The mean of the gradients at 50 noisy"
          + " copies (Smilkov et al. 2017).", HeatMap.over(x, heat(SmoothGrad.of().explain(model.layer(), x, t)))));
      case "integrated" -> {
        Array counts = IntegratedGradients.of().explain(model.layer(), x, t);
        double sum = 0;
        for (float f : counts.floats()) {
          sum += f;
        }
        double difference = difference(model, x, t);
        pictures.put(method, new ExplanationPage.Panel("Integrated gradients", String.format(Locale.ROOT,
            "What each pixel adds to the score on the way from a black picture; all together %+.3f, and the two scores differ by %+.3f"
                + " (Sundararajan et al. 2017).", sum, difference),
            HeatMap.over(x, summed(counts))));
        return numbers.with("integrated_sum", sum).with("score_difference", difference);
      }
      case "occlusion" -> {
        int side = Math.max(1, Math.min(x.shape().size(0), x.shape().size(1)) / 7);
        pictures.put(method, new ExplanationPage.Panel("Occlusion", "How far the score falls when a black square of side " + side
            + " covers the place (Zeiler, Fergus 2013).", HeatMap.over(x, Occlusion.of(side).explain(model.layer(), x, t))));
      }
      case "gradcam" -> pictures.put(method, new ExplanationPage.Panel("Grad-CAM", "Where "
          + (layer == null ? "the last convolution" : layer) + " sees what speaks for the class (Selvaraju et al. 2017).",
          HeatMap.over(x, (layer == null ? GradCam.of() : GradCam.at(layer)).explain(model.layer(), x, t))));
      case "maximize" -> {
        if (layer == null) {
          pictures.put(method, new ExplanationPage.Panel("Activation maximization", "The picture that the class likes best (Erhan et"
              + " al. 2009).", HeatMap.photo(ActivationMaximization.of().maximize(model.layer(), model.input(), t))));
        } else {
          int units = Math.min(16, units(model));
          for (int u = 0; u < units; u++) {
            pictures.put(method + "-" + u, new ExplanationPage.Panel("Unit " + u + " of " + layer, "The picture that it likes best.",
                HeatMap.photo(ActivationMaximization.of().maximize(model.layer(), model.input(), layer, u))));
          }
        }
      }
      default -> {
        for (ReportData.FeatureMap m : FeatureMaps.of(model.layer(), x, model.classes())) {
          if (m.values().shape().rank() == 3 && !m.layer().equals("input")) {
            pictures.put("features-" + m.layer().replaceAll("[^\\w.]+", "-").replaceAll("-$", ""),
                new ExplanationPage.Panel("Maps of " + m.layer(), m.values().shape().size(2)
                    + " channels; red is above zero, blue below.", HeatMap.sheet(m.values())));
          }
        }
      }
    }
    return numbers;
  }

  /// How far the score of the picture lies above that of a black one.
  private static double difference(Classifier model, Array x, int t) {
    float[] both = Arrays.copyOf(x.floats(), 2 * x.floats().length);
    float[] scores = Predictor.of(model.layer()).predict(Array.wrap(x.shape().insert(0, 2), both)).floats();
    return (double) scores[t] - scores[scores.length / 2 + t];
  }

  private static Array heat(Array attributions) {
    return Explainer.heat(attributions);
  }

  /// With their signs, the channels of a pixel together.
  private static Array summed(Array counts) {
    int c = counts.shape().size(2);
    float[] sum = new float[counts.floats().length / c];
    for (int i = 0; i < counts.floats().length; i++) {
      sum[i / c] += counts.floats()[i];
    }
    return Array.wrap(counts.shape().range(0, 2), sum);
  }

  /// How many units the chosen layer has.
  private int units(Classifier model) {
    var pass = Pass.inference(model.layer());
    pass.apply(model.layer(), Tensor.input("x", model.input().insert(0, 1), DType.F32));
    List<String> paths = pass.applied().stream().map(Pass.Applied::path).filter(p -> !p.isEmpty()).distinct().toList();
    return pass.applied().stream()
        .filter(a -> a.path().equals(layer))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInput(
                    "--layer " + layer + ": expected the path of a layer, one of " + String.join(", ", paths) + Nearest.hint(layer, paths)))
        .output().shape().size(-1);
  }

  private Path folder() {
    String name = String.valueOf(image.getFileName());
    int dot = name.lastIndexOf('.');
    return out != null ? out : Path.of("explanations", dot > 0 ? name.substring(0, dot) : name);
  }

  private OutputFile file(String name, String what) {
    return new OutputFile(folder().resolve(name), name.substring(name.lastIndexOf('.')), what, force);
  }

  private void write(OutputFile page, ExplanationPage content, Map<String, ExplanationPage.Panel> pictures) throws IOException {
    var files = new LinkedHashMap<OutputFile, byte[]>();
    for (Map.Entry<String, ExplanationPage.Panel> p : pictures.entrySet()) {
      files.put(file(p.getKey() + ".png", "a picture").requireInNewFolder(), p.getValue().png());
    }
    new NewFolder("the folder", folder(), "choose another one with --out").create();
    for (Map.Entry<OutputFile, byte[]> f : files.entrySet()) {
      f.getKey().write(stream -> stream.write(f.getValue()));
    }
    page.write(content.html());
  }

  private record Findings(
      Path folder, String answer, float sure, String explained, float explainedSure, List<String> pictures, Json.Obj numbers)
      implements Result {
    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY
          .with("class", answer)
          .with("probability", sure)
          .with("explained", explained)
          .with("explained_probability", explainedSure)
          .with("pictures", pictures.stream().map(p -> folder.resolve(p + ".png").toString()).toList())
          .with("page", folder.resolve("index.html").toString())
          .with("numbers", numbers);
    }

    @Override
    public void print(PrintWriter out) {
      var table = Table.plain();
      table.row("class", answer + ", " + Evaluation.percent(sure) + " sure");
      if (!explained.equals(answer)) {
        table.row("explained", explained + ", " + Evaluation.percent(explainedSure) + " sure");
      }
      table.row("pictures", String.join(", ", pictures));
      table.row("page", folder.resolve("index.html"));
      table.print(out);
    }
  }
}
