package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.Rng;
import profundo.app.data.DataFolders;
import profundo.app.data.DataOptions;
import profundo.app.experiment.Plan;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.app.terminal.Result;
import profundo.app.terminal.RunFailed;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.app.terminal.Threads;
import profundo.data.Ratings;
import profundo.files.RatingTable;
import profundo.io.Json;
import profundo.nn.Elu;
import profundo.nn.Penalty;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.train.ProgressBar;
import profundo.train.TerminateOnNaN;
import profundo.train.Trainer;
import profundo.zoo.autoencoder.RatingBiases;
import profundo.zoo.autoencoder.Recommender;
import profundo.zoo.recipe.Settings;

/// `profundo recommend RATINGS`: trains a masked autoencoder on ratings and says what users may like that they have not rated.
@Command(
    name = "recommend",
    description = {
      "Recommend things to people: learn from ratings (CSV: user, item, rating), and say what a user may like.",
      "A masked autoencoder learns what biases of users and items leave over; a part of the ratings is held out, and its RMSE is"
          + " told, with that of the biases alone beside it (docs/zoo-applications.md)."
    })
final class Recommend implements Subcommand {
  private static final String MOVIELENS = "movielens";
  private static final double LAMBDA = 3;
  private static final double DECAY = 2e-3;

  @Parameters(
      index = "0",
      paramLabel = "RATINGS",
      description = "A CSV file with the columns user, item, rating (others are passed over), or 'movielens' where that data set is.")
  private String source;

  @Option(names = "--user", paramLabel = "NAME", description = "Recommend to this user of the file; may be given more than once.")
  private List<String> users = List.of();

  @Option(names = "--top", paramLabel = "N", description = "Items for each user (default: 10).")
  private int top = 10;

  @Option(
      names = "--least",
      paramLabel = "N",
      description = "Recommend only items that at least so many users have rated (default: 5).")
  private int least = 5;

  @Option(names = "--titles", paramLabel = "FILE", description = "A CSV file with the columns item and name.")
  private Path titles;

  @Option(
      names = "--layers",
      paramLabel = "N,N,...",
      description = "Units of the encoder's layers, the code's last; the decoder mirrors them (default: 400,100).")
  private String layers = "400,100";

  @Option(
      names = "--rows",
      paramLabel = "WHAT",
      description = "Whose rows the autoencoder learns to fill in: items, or users (default: items, which is mostly better).")
  private String rows = "items";

  @Option(names = "--epochs", paramLabel = "N", description = "How often every row is seen (default: 20).")
  private int epochs = 20;

  @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate, the highest of the schedule (default: 0.003).")
  private double rate = 0.003;

  @Option(names = "--dropout", paramLabel = "P", description = "Part of a row that is not shown, in training (default: 0.7).")
  private double dropout = 0.7;

  @Option(
      names = "--held-out",
      paramLabel = "F",
      description = "Part of the ratings that is held out to judge by; 0 to learn from all (default: 0.1).")
  private double heldOut = 0.1;

  @Option(names = "--seed", paramLabel = "N", description = "Of everything that is drawn (default: 42).")
  private long seed = Plan.SEED;

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Look for 'movielens' here first.")
  private Path dataDir;

  @Mixin private Threads threads;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Result run(Console console) throws Exception {
    Settings layersAsked = check();
    RatingTable table = table();
    List<Integer> wanted = new ArrayList<>();
    for (String user : users) {
      int at = table.users().indexOf(user);
      if (at < 0) {
        throw new InvalidInput("--user " + user + ": there is no such user in " + source + Nearest.hint(user, table.users()));
      }
      wanted.add(at);
    }
    return threads.with(() -> learn(table, wanted, layersAsked.sizes("layers"), console));
  }

  private Settings check() {
    require(top >= 1 && top <= 10_000, "--top: expected a whole number from 1 to 10000, got " + top);
    require(least >= 0, "--least: expected a whole number of at least 0, got " + least);
    require(List.of("items", "users").contains(rows), "--rows: expected items or users, got '" + rows + "'");
    require(epochs >= 1 && epochs <= 100_000, "--epochs: expected a whole number from 1 to 100000, got " + epochs);
    require(rate > 0 && rate <= 100, "--lr: expected a number above 0 and at most 100, got " + rate);
    require(dropout >= 0 && dropout <= 0.95, "--dropout: expected a number from 0 to 0.95, got " + dropout);
    require(heldOut >= 0 && heldOut <= 0.9, "--held-out: expected a number from 0 to 0.9, got " + heldOut);
    try {
      return Settings.of().sizes("layers", 1).with("layers", layers);
    } catch (IllegalArgumentException e) {
      throw new InvalidInput("--" + e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidInput(otherwise);
    }
  }

  private RatingTable table() {
    DataOptions.requireFolder(dataDir);
    Path file = Path.of(source);
    Path names = titles;
    if (source.equals(MOVIELENS) && !Files.exists(file)) {
      DataFolders folders = DataFolders.ofProcess(dataDir);
      Path folder = folders.find(MOVIELENS).orElseThrow(
          () -> new InvalidInput(
              MOVIELENS + ": expected a folder of this name in " + folders.roots() + ", got none; see ./profundo datasets"));
      file = folder.resolve("ratings.csv");
      names = names == null && Files.exists(folder.resolve("movies.csv")) ? folder.resolve("movies.csv") : names;
    }
    RatingTable table = RatingTable.load(file);
    require(table.ratings().size() > 1 || heldOut == 0, source + ": expected at least two ratings, one to hold out, got one");
    return names == null ? table : table.titled(names);
  }

  private Result learn(RatingTable table, List<Integer> wanted, List<Integer> sizes, Console console) throws IOException {
    Ratings all = table.ratings();
    Ratings.Split split = heldOut == 0 ? new Ratings.Split(all, null) : all.split(heldOut, Rng.of(seed).stream("held out"));
    Range range = Range.of(split.train());
    RatingBiases biases = RatingBiases.of(split.train(), LAMBDA);
    boolean byItem = rows.equals("items");
    Ratings rest = byItem ? split.train().less(biases).transposed() : split.train().less(biases);
    if (!quiet) {
      console.err().println(
          String.format(Locale.ROOT, "learns %,d rows of %s, of %,d numbers each", rest.users(), rows, rest.items()));
    }
    Recommender net = Recommender.of(rest.items(), sizes, Elu::of, dropout, Rng.of(seed));
    var batches = rest.rows().batches(Math.clamp(rest.users() / 20, 8, 256)).shuffled(seed);
    var adam = Adam.of(Schedule.oneCycle(rate, Math.multiplyExact(batches.count(), epochs)));
    Trainer trainer = Trainer.of(net.learning(adam).withPenalty(Penalty.l2(DECAY))).seed(seed).on(TerminateOnNaN.of());
    String stopped =
        (quiet ? trainer : trainer.on(ProgressBar.to(console.err(), console.terminal()))).fit(batches, null, epochs).stopped();
    if (!stopped.isEmpty()) {
      throw new RunFailed(stopped + "; try a lower --lr");
    }
    Ratings.Entry more = net.predicting(rest);
    Ratings.Entry plain = (u, i) -> range.clamped(biases.of(u, i));
    Ratings.Entry both = (u, i) -> range.clamped(biases.of(u, i) + (byItem ? more.of(i, u) : more.of(u, i)));
    int[] counts = new int[all.items()];
    IntStream.range(0, all.size()).forEach(k -> counts[all.item(k)]++);
    List<Advice> advice = wanted.stream().map(u -> advice(table, u, both, counts)).toList();
    double none = Double.NaN;
    return new Findings(
        all, split.heldOut() == null ? 0 : split.heldOut().size(), split.heldOut() == null ? none : split.heldOut().rmse(plain),
        split.heldOut() == null ? none : split.heldOut().rmse(both), advice, seed);
  }

  private Advice advice(RatingTable table, int user, Ratings.Entry likes, int[] counts) {
    Ratings all = table.ratings();
    boolean[] rated = new boolean[all.items()];
    IntStream.range(0, all.size()).filter(k -> all.user(k) == user).forEach(k -> rated[all.item(k)] = true);
    List<Item> items =
        IntStream.range(0, all.items())
            .filter(i -> !rated[i] && counts[i] >= least)
            .mapToObj(i -> new Item(table.items().get(i), likes.of(user, i), counts[i]))
            .sorted(Comparator.comparingDouble((Item i) -> -i.rating))
            .limit(top)
            .toList();
    return new Advice(table.users().get(user), items);
  }

  /// Nobody is predicted to rate beyond what there is.
  private record Range(double low, double high) {
    static Range of(Ratings r) {
      var all = IntStream.range(0, r.size()).mapToDouble(r::value).summaryStatistics();
      return new Range(all.getMin(), all.getMax());
    }

    double clamped(double rating) {
      return Math.clamp(rating, low, high);
    }
  }

  /// @param rating that is expected
  /// @param ratings that it has
  private record Item(String name, double rating, int ratings) {}

  private record Advice(String user, List<Item> items) {}

  /// @param biases RMSE of biases alone; NaN where nothing was held out
  /// @param rmse of both together
  private record Findings(Ratings all, int held, double biases, double rmse, List<Advice> advice, long seed) implements Result {
    @Override
    public Json.Obj json() {
      var users = Json.Obj.EMPTY;
      for (Advice a : advice) {
        List<Json> items = new ArrayList<>();
        for (Item i : a.items) {
          items.add(Json.Obj.EMPTY.with("item", i.name).with("rating", i.rating).with("ratings", i.ratings));
        }
        users = users.with(a.user, Json.of(items));
      }
      Json.Obj figures =
          Json.Obj.EMPTY.with("ratings", all.size()).with("users", all.users()).with("items", all.items()).with("held_out", held);
      if (held > 0) {
        figures = figures.with("rmse", rmse).with("biases_rmse", biases);
      }
      return figures.with("recommended", users).with("seed", seed);
    }

    @Override
    public void print(PrintWriter out) {
      out.println(all);
      if (held > 0) {
        out.println(String.format(Locale.ROOT, "RMSE on %,d held-out ratings: %.4f; of biases alone: %.4f", held, rmse, biases));
      }
      for (Advice a : advice) {
        out.println();
        out.println("for " + a.user + (a.items.isEmpty() ? ": nothing is left to recommend; try a lower --least" : ""));
        if (!a.items.isEmpty()) {
          Table table = Table.of("item", "expected", "ratings");
          a.items.forEach(i -> table.row(i.name, String.format(Locale.ROOT, "%.2f", i.rating), i.ratings));
          table.print(out);
        }
      }
    }
  }
}
