package profundo.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import profundo.Rng;
import profundo.app.experiment.Experiment;
import profundo.app.experiment.StudyOptions;
import profundo.app.models.Model;
import profundo.app.models.Models;
import profundo.app.models.Network;
import profundo.app.models.Sample;
import profundo.app.models.Training;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.io.Json;
import profundo.nn.Parameters;
import profundo.zoo.Zoo;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;

/// `profundo models`: what can be trained by name.
@Command(name = "models", description = "Show the models that can be trained by name, and where they come from.")
final class ListModels implements Subcommand {
  @Option(
      names = "--family",
      paramLabel = "NAME",
      description = {
        "Show a family of the catalogue instead, also what is built in Java only: feed-forward, convolutional,",
        "text, recurrent; of the zoo with all their settings: autoencoder, boltzmann."
      })
  private String family;

  @Override
  public Result run(Console console) {
    if (family != null) {
      List<Recipe> recipes = Zoo.all().stream().filter(r -> r.family().equals(family)).toList();
      if (!recipes.isEmpty()) {
        return new ZooFamily(family, recipes);
      }
      List<Network> networks = Network.of(family);
      if (networks.isEmpty()) {
        List<String> known = Stream.concat(Network.families().stream(), Zoo.all().stream().map(Recipe::family).distinct()).toList();
        throw new InvalidInput(
            "unknown family '" + family + "'" + Nearest.hint(family, known) + " (known: " + String.join(", ", known) + ")");
      }
      return new Family(family, networks);
    }
    return new Listing(Models.all(), Zoo.all());
  }

  private record Family(String name, List<Network> networks) implements Result {
    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY
          .with("family", name)
          .with(
              "models",
              networks.stream()
                  .map(
                      n ->
                          Json.Obj.EMPTY
                              .with("name", n.name())
                              .with("description", n.description())
                              .with("paper", n.paper()))
                  .toList());
    }

    @Override
    public void print(PrintWriter out) {
      for (Network n : networks) {
        out.println(n.name() + ": " + n.description());
        out.println("  " + n.paper());
      }
    }
  }

  /// A family of the zoo.
  private record ZooFamily(String name, List<Recipe> recipes) implements Result {
    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY.with("family", name).with("models", recipes.stream().map(ZooFamily::json).toList());
    }

    static Json.Obj json(Recipe r) {
      Settings settings = r.defaults();
      return Json.Obj.EMPTY
          .with("name", r.name())
          .with("family", r.family())
          .with("description", r.description())
          .with("paper", r.paper())
          .with(
              "settings",
              settings.names().stream()
                  .map(
                      n ->
                          Json.Obj.EMPTY
                              .with("name", n)
                              .with("default", settings.value(n))
                              .with("expected", settings.expected(n)))
                  .toList());
    }

    @Override
    public void print(PrintWriter out) {
      for (Recipe r : recipes) {
        out.println(r.name() + ": " + r.description());
        out.println("  " + r.paper());
        var table = Table.plain();
        Settings settings = r.defaults();
        for (String n : settings.names()) {
          String option = StudyOptions.NAMES.contains(n) ? "--" + n + " " : "--set " + n + "=";
          table.row("  " + option + settings.text(n), settings.expected(n));
        }
        table.print(out);
      }
      out.println("train one: profundo train " + recipes.getFirst().name());
    }
  }

  private record Listing(List<Model> models, List<Recipe> zoo) implements Result {
    private static String what(Sample s) {
      if (s.isText()) {
        return String.format(Locale.ROOT, "texts of %d words out of %,d", s.shape().count(), s.tokens());
      }
      return s.shape().size(1) == 1 ? "series of " + s.shape().size(0) + " steps" : s.shape().size(0) + "x" + s.shape().size(1) + " images";
    }

    private static long parameters(Model model) {
      return Parameters.of(model.build(model.usual(), 10, Rng.of(0))).count();
    }

    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY
          .with(
              "models",
              models.stream()
                  .map(
                      m ->
                          Json.Obj.EMPTY
                              .with("name", m.name())
                              .with("description", m.description())
                              .with("paper", m.paper())
                              .with("parameters", parameters(m))
                              .with("defaults", Experiment.json(m.defaults())))
                  .toList())
          .with("zoo", zoo.stream().map(ZooFamily::json).toList());
    }

    @Override
    public void print(PrintWriter out) {
      for (Model m : models) {
        Training t = m.defaults();
        out.println(m.name() + ": " + m.description());
        var table = Table.plain();
        table.row("  size", String.format(Locale.ROOT, "%,d parameters for %s of 10 classes", parameters(m), what(m.usual())));
        table.row("  paper", m.paper());
        table.row(
            "  training",
            String.format(
                Locale.ROOT, "%s, learning rate %s (%s), batch %d, %d epochs",
                t.optimizer(), t.rate(), t.schedule(), t.batch(), t.epochs()));
        table.print(out);
      }
      if (!zoo.isEmpty()) {
        out.println();
        out.println("models of the zoo (settings: profundo models --family "
            + String.join(", or ", zoo.stream().map(Recipe::family).distinct().toList()) + "):");
        var table = Table.plain();
        zoo.forEach(r -> table.row("  " + r.name(), r.description()));
        table.print(out);
        out.println();
      }
      out.println("train one: profundo train pyramid; see its layers: profundo summary pyramid");
    }
  }
}
