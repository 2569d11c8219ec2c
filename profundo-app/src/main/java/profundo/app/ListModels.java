package profundo.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import profundo.Rng;
import profundo.app.models.Model;
import profundo.app.models.Models;
import profundo.app.models.Network;
import profundo.app.models.Sample;
import profundo.app.models.Training;
import profundo.io.Json;
import profundo.nn.Parameters;

/// `profundo models`: the networks that can be trained by name.
@Command(name = "models", description = "Show the models that can be trained by name, and where they come from.")
final class ListModels implements Subcommand {
  @Option(
      names = "--family",
      paramLabel = "NAME",
      description = {
        "Show a family of the catalogue instead, also what is built in Java only: feed-forward, convolutional,",
        "text, recurrent."
      })
  private String family;

  @Override
  public Result run(Console console) {
    if (family != null) {
      List<Network> networks = Network.of(family);
      if (networks.isEmpty()) {
        throw new InvalidInput(
            "unknown family '" + family + "'" + Nearest.hint(family, Network.families()) + " (known: "
                + String.join(", ", Network.families()) + ")");
      }
      return new Family(family, networks);
    }
    return new Listing(Models.all());
  }

  /// A complaint about the name of a model.
  ///
  /// @param also one more thing worth saying; empty for nothing
  static InvalidInput unknown(String name, String also) {
    return new InvalidInput(
        "unknown model '" + name + "'" + (also.isEmpty() ? "" : " (" + also + ")")
            + Nearest.hint(name, Models.names()) + " (known: " + String.join(", ", Models.names()) + ")");
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

  private record Listing(List<Model> models) implements Result {
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
      return Json.Obj.EMPTY.with(
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
              .toList());
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
      out.println("train one: profundo train pyramid; see its layers: profundo summary pyramid");
    }
  }
}
