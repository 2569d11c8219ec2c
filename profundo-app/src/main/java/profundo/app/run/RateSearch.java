package profundo.app.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import profundo.app.data.DataOptions;
import profundo.app.data.Samples;
import profundo.app.experiment.Experiment;
import profundo.app.report.RatePage;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.OutputFile;
import profundo.app.terminal.Result;
import profundo.data.TrainTest;
import profundo.io.Json;
import profundo.nn.Sequential;
import profundo.train.RateFinder;

/// `profundo train MODEL --find-lr`: what the loss does while the learning rate rises.
///
/// @param experiment what would be trained
/// @param found rates and losses
/// @param page the picture
public record RateSearch(Experiment experiment, RateFinder.Found found, Path page) implements Result {
  private static final int ROWS = 20;

  /// Searches, and writes the picture into a folder.
  ///
  /// @param force whether to replace a picture that is there
  public static RateSearch of(Experiment experiment, DataOptions source, Path folder, boolean force) throws IOException {
    if (experiment.training().optimizer().equals("rprop")) {
      throw new InvalidInput("--find-lr: rprop finds the size of its steps itself; leave --find-lr out, or name another optimizer");
    }
    Path page = folder.resolve("lr.html");
    OutputFile file = new OutputFile(page, ".html", "a page", force).requireInNewFolder();
    Samples samples = source.open(experiment.data(), experiment.input());
    TrainTest data = samples.parts();
    int classes = data.train().classes().size();
    Sequential net = experiment.build(samples);
    Toolbox tools = Toolbox.of(experiment, net, data.train(), classes);
    RateFinder.Found found = RateFinder.of(tools.step()).find(tools.batches(), experiment.seed());
    file.writeInNewFolder(RatePage.html(experiment.model() + " on " + experiment.data() + ", " + experiment.training().optimizer(), found));
    return new RateSearch(experiment, found, page);
  }

  @Override
  public Json.Obj json() {
    var all = new LinkedHashMap<String, Object>();
    all.put("model", experiment.model());
    all.put("data", experiment.data());
    all.put("optimizer", experiment.training().optimizer());
    all.put("suggestion", found.suggestion());
    all.put("lowest", found.atLowest());
    all.put("rates", new ArrayList<Object>(found.rates()));
    all.put("losses", new ArrayList<Object>(found.losses()));
    all.put("smoothed", new ArrayList<Object>(found.smoothed()));
    all.put("page", page.toString());
    return Json.orNull(all).asObject();
  }

  @Override
  public void print(PrintWriter out) {
    out.printf("%12s%12s%12s%n", "rate", "loss", "smoothed");
    int n = found.rates().size();
    for (int i = 0; i < n; i += Math.max(1, n / ROWS)) {
      out.printf(
          Locale.ROOT, "%12.3g%12.4g%12.4g%n", found.rates().get(i), found.losses().get(i), found.smoothed().get(i));
    }
    out.printf(
        Locale.ROOT,
        "%nthe loss falls most steeply at %.2g and is least at %.2g: try --lr %.2g%npicture: %s%n", found.suggestion(),
        found.atLowest(), found.suggestion(), page);
  }
}
