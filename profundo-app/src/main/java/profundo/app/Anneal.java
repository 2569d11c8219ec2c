package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.Tensor;
import profundo.app.experiment.Plan;
import profundo.app.report.SheetImage;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.OutputFile;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.io.Json;
import profundo.zoo.boltzmann.BoltzmannMachine;
import profundo.zoo.recipe.Sheet;

/// `profundo anneal`: a Boltzmann machine whose energy is a puzzle settles in a solution while it cools.
@Command(
    name = "anneal",
    description = {
      "Solve a puzzle by simulated annealing: queens on a board, or colours of a map, as the energy of a Boltzmann machine.",
      "Whatever must not be together has a weight below zero. Machines that are hot at first and cool slowly settle in states"
          + " of low energy; one in which nothing is together that must not be is a solution (docs/zoo-applications.md)."
    })
final class Anneal implements Subcommand {
  /// Of these sweeps, evenly spread, the energies are told and the states drawn.
  private static final int LOOKS = 12;
  private static final int MOST_RUNS = 10_000;
  private static final int MOST_SWEEPS = 100_000;

  @Option(names = "--queens", paramLabel = "N", description = "Queens on a board of N times N, none attacking another (default: 8).")
  private Integer queens;

  @Option(
      names = "--map",
      paramLabel = "EDGES",
      description =
          "Instead of queens, a map to colour so that no neighbours are alike: 'australia', or neighbours as in a-b,b-c,a-c,d.")
  private String map;

  @Option(names = "--colours", paramLabel = "N", description = "Of a map (default: 3).")
  private Integer colours;

  @Option(names = "--runs", paramLabel = "N", description = "Machines that settle side by side (default: 50).")
  private int runs = 50;

  @Option(names = "--sweeps", paramLabel = "N", description = "Turns of all units while it cools (default: 200).")
  private int sweeps = 200;

  @Option(names = "--from", paramLabel = "T", description = "Temperature at the beginning (default: 2).")
  private double from = 2;

  @Option(names = "--to", paramLabel = "T", description = "Temperature in the end (default: 0.15).")
  private double to = 0.15;

  @Option(names = "--seed", paramLabel = "N", description = "Of everything that is drawn (default: 42).")
  private long seed = Plan.SEED;

  @Option(names = "--out", paramLabel = "FILE.png", description = "Draw the machine that is shown in the end while it cools.")
  private Path out;

  @Option(names = "--force", description = "Replace the picture that is there already.")
  private boolean force;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Result run(Console console) throws IOException {
    require("--runs", runs, MOST_RUNS);
    require("--sweeps", sweeps, MOST_SWEEPS);
    if (!(to > 0 && from >= to && from <= 1e6)) {
      throw new InvalidInput("--from, --to: expected temperatures that fall and stay above 0, got " + from + " and " + to);
    }
    Puzzle puzzle = puzzle();
    OutputFile picture = out == null ? null : new OutputFile(out, ".png", "a picture", force).require();
    Settled settled = settle(puzzle, quiet ? _ -> {} : console.err()::println);
    if (picture != null) {
      byte[] png = SheetImage.png(SheetImage.of(settled.sheet()));
      picture.write(stream -> stream.write(png));
    }
    return settled;
  }

  private static void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidInput(option + ": expected a whole number from 1 to " + most + ", got " + value);
    }
  }

  private Puzzle puzzle() {
    if (map == null && colours != null) {
      throw new InvalidInput("--colours goes with --map, such as --map australia");
    }
    if (map == null) {
      return Puzzle.queens(queens == null ? 8 : queens);
    }
    if (queens != null) {
      throw new InvalidInput("--queens and --map are two puzzles; give one of them");
    }
    return Puzzle.map(map, colours == null ? 3 : colours);
  }

  private Settled settle(Puzzle puzzle, Consumer<String> tell) {
    BoltzmannMachine machine = puzzle.machine();
    double[] temperatures = BoltzmannMachine.cooling(from, to, sweeps);
    List<Look> looks = new ArrayList<>();
    tell.accept(
        String.format(
            Locale.ROOT, "%s: %d units, %d machines, %d sweeps; a solution has energy %d", puzzle.title(), machine.units(), runs,
            sweeps, -puzzle.worth()));
    machine.anneal(
        runs, temperatures, seed,
        (sweep, states) -> {
          if (isLookedAt(sweep)) {
            looks.add(Look.of(sweep + 1, temperatures[sweep], machine, states.copy(), puzzle.worth()));
            tell.accept(looks.getLast().line(runs));
          }
        });
    float[] energies = looks.getLast().energies;
    int best = IntStream.range(0, runs).reduce((a, b) -> energies[b] < energies[a] ? b : a).orElseThrow();
    return new Settled(puzzle, looks, best, seed);
  }

  private boolean isLookedAt(int sweep) {
    int looked = Math.min(LOOKS, sweeps);
    return sweep == sweeps - 1 || (long) (sweep + 1) * looked / sweeps > (long) sweep * looked / sweeps;
  }

  /// How the machines are after a sweep.
  ///
  /// @param energies of each
  /// @param solved how many are solutions
  private record Look(int sweep, double temperature, Array states, float[] energies, long solved) {
    static Look of(int sweep, double temperature, BoltzmannMachine machine, Array states, int worth) {
      float[] e = machine.energy(Tensor.of(states)).toFloats();
      long solved = IntStream.range(0, e.length).filter(i -> Math.round(e[i]) <= -worth).count();
      return new Look(sweep, temperature, states, e, solved);
    }

    double mean() {
      return IntStream.range(0, energies.length).mapToDouble(i -> energies[i]).average().orElse(0);
    }

    double lowest() {
      return IntStream.range(0, energies.length).mapToDouble(i -> energies[i]).min().orElse(0);
    }

    String line(int runs) {
      return String.format(
          Locale.ROOT, "sweep %4d, temperature %.3f: energy %7.2f on average, lowest %4.0f; %d of %d solved", sweep, temperature,
          mean(), lowest(), solved, runs);
    }
  }

  /// @param shown the machine that is shown: one of the lowest energy
  private record Settled(Puzzle puzzle, List<Look> looks, int shown, long seed) implements Result {
    private int[] state(Look look) {
      int units = look.states.shape().size(1);
      return IntStream.range(0, units).map(i -> (int) look.states.floats()[shown * units + i]).toArray();
    }

    private boolean isSolved() {
      return looks.getLast().solved > 0;
    }

    @Override
    public Json.Obj json() {
      List<Json> all = new ArrayList<>();
      for (Look l : looks) {
        all.add(
            Json.Obj.EMPTY.with("sweep", l.sweep).with("temperature", l.temperature).with("mean_energy", l.mean())
                .with("lowest_energy", l.lowest()).with("solved", l.solved));
      }
      return Json.Obj.EMPTY
          .with("puzzle", puzzle.title()).with("solved", isSolved()).with("energy", looks.getLast().lowest())
          .with("energy_of_a_solution", -puzzle.worth()).with("machines", looks.getLast().energies.length)
          .with("machines_solved", looks.getLast().solved).with("solution", puzzle.json(state(looks.getLast())))
          .with("cooling", Json.of(all)).with("seed", seed);
    }

    @Override
    public void print(PrintWriter out) {
      Look end = looks.getLast();
      out.println(
          isSolved()
              ? puzzle.title() + ": solved by " + end.solved + " of " + end.energies.length + " machines; one of them"
              : String.format(
                  Locale.ROOT, "%s: no machine has found a solution; the best has energy %.0f instead of %d. Try more --sweeps or"
                      + " --runs, if there is a solution", puzzle.title(), end.lowest(), -puzzle.worth()));
      out.println();
      puzzle.print(state(end), out);
    }

    /// The machine that is shown, at each look.
    Sheet sheet() {
      Shape one = puzzle.grid();
      Array all = Array.zeros(Shape.of(looks.size(), one.size(0), one.size(1), 1), DType.F32);
      for (int i = 0; i < looks.size(); i++) {
        int[] s = state(looks.get(i));
        for (int k = 0; k < s.length; k++) {
          all.floats()[i * s.length + k] = s[k];
        }
      }
      String temperatures = String.join(", ", looks.stream().map(l -> String.format(Locale.ROOT, "%.2f", l.temperature)).toList());
      return Sheet.of("cooling", puzzle.title(), "At temperatures " + temperatures, all, Math.ceilDiv(looks.size(), 2));
    }
  }
}
