package profundo.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import profundo.Shape;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.app.terminal.Table;
import profundo.io.Json;
import profundo.zoo.boltzmann.BoltzmannMachine;
import profundo.zoo.boltzmann.Constraints;

/// A puzzle that `profundo anneal` can solve: as a machine, and a state of the machine as people see it.
sealed interface Puzzle {
  /// For people: `8 queens`.
  String title();

  /// Whose energy is lowest in a solution.
  BoltzmannMachine machine();

  /// The energy of a solution is the negative of this.
  int worth();

  /// Rows and columns in which the units are drawn.
  Shape grid();

  /// A state as people see it.
  void print(int[] state, PrintWriter out);

  /// A state for programs.
  Json json(int[] state);

  /// n queens on a board of n times n.
  static Puzzle queens(int n) {
    int most = (int) Math.sqrt(BoltzmannMachine.MOST_UNITS);
    if (n < 1 || n > most) {
      throw new InvalidInput("--queens: expected a whole number from 1 to " + most + ", got " + n);
    }
    return new Queens(n);
  }

  /// A map to colour.
  ///
  /// @param text `australia`, or pairs of neighbours and lone regions as in `a-b,b-c,d`
  static Puzzle map(String text, int colours) {
    String form = "--map: expected 'australia' or neighbours as in a-b,b-c,a-c,d, got ";
    if (colours < 1 || colours > Colouring.NAMES.size()) {
      throw new InvalidInput("--colours: expected a whole number from 1 to " + Colouring.NAMES.size() + ", got " + colours);
    }
    Set<String> regions = new LinkedHashSet<>();
    List<List<String>> borders = new ArrayList<>();
    for (String part : (text.equals("australia") ? Colouring.AUSTRALIA : text).split(",", -1)) {
      List<String> sides = List.of(part.strip().split("-", -1));
      if (sides.size() > 2 || sides.stream().anyMatch(s -> !s.matches("[\\p{L}\\p{N}_ .]+")) || sides.size() == 2
          && sides.getFirst().equals(sides.getLast())) {
        throw new InvalidInput(form + "'" + part + "'");
      }
      regions.addAll(sides);
      if (sides.size() == 2) {
        borders.add(sides);
      }
    }
    if (borders.isEmpty()) {
      throw new InvalidInput(form + "'" + text + "'" + Nearest.hint(text, List.of("australia")) + "; name two neighbours at least");
    }
    if (regions.size() * colours > BoltzmannMachine.MOST_UNITS) {
      throw new InvalidInput(
          "--map: expected regions times colours of at most " + BoltzmannMachine.MOST_UNITS + ", got " + regions.size() + " times "
              + colours);
    }
    List<String> names = List.copyOf(regions);
    int[][] edges = borders.stream().map(b -> b.stream().mapToInt(names::indexOf).toArray()).toArray(int[][]::new);
    return new Colouring(names, colours, edges);
  }

  /// Unit `row * n + column` is a queen.
  record Queens(int n) implements Puzzle {
    @Override
    public String title() {
      return n + (n == 1 ? " queen" : " queens");
    }

    @Override
    public BoltzmannMachine machine() {
      return Constraints.queens(n);
    }

    @Override
    public int worth() {
      return n;
    }

    @Override
    public Shape grid() {
      return Shape.of(n, n);
    }

    @Override
    public void print(int[] state, PrintWriter out) {
      for (int row = 0; row < n; row++) {
        var line = new StringBuilder("  ");
        for (int column = 0; column < n; column++) {
          line.append(state[row * n + column] == 1 ? " Q" : " .");
        }
        out.println(line);
      }
    }

    @Override
    public Json json(int[] state) {
      List<String> rows = new ArrayList<>();
      for (int row = 0; row < n; row++) {
        var line = new StringBuilder();
        for (int column = 0; column < n; column++) {
          line.append(state[row * n + column] == 1 ? 'Q' : '.');
        }
        rows.add(line.toString());
      }
      return Json.of(rows);
    }
  }

  /// Unit `region * colours + colour` says that the region has the colour.
  ///
  /// @param edges pairs of regions that are neighbours
  record Colouring(List<String> regions, int colours, int[][] edges) implements Puzzle {
    static final List<String> NAMES = List.of("red", "green", "blue", "yellow", "orange", "violet", "brown", "grey");
    static final String AUSTRALIA = "WA-NT,WA-SA,NT-SA,NT-Q,SA-Q,SA-NSW,SA-V,Q-NSW,NSW-V,T";

    @Override
    public String title() {
      return "a map of " + regions.size() + (regions.size() == 1 ? " region" : " regions") + " in " + colours
          + (colours == 1 ? " colour" : " colours");
    }

    @Override
    public BoltzmannMachine machine() {
      return Constraints.colouring(regions.size(), colours, edges);
    }

    @Override
    public int worth() {
      return regions.size();
    }

    @Override
    public Shape grid() {
      return Shape.of(regions.size(), colours);
    }

    private SequencedMap<String, String> byRegion(int[] state) {
      var all = new LinkedHashMap<String, String>();
      for (int r = 0; r < regions.size(); r++) {
        List<String> its = new ArrayList<>();
        for (int c = 0; c < colours; c++) {
          if (state[r * colours + c] == 1) {
            its.add(NAMES.get(c));
          }
        }
        all.put(regions.get(r), its.isEmpty() ? "none" : String.join(" and ", its));
      }
      return all;
    }

    @Override
    public void print(int[] state, PrintWriter out) {
      Table table = Table.plain();
      byRegion(state).forEach((region, colour) -> table.row("  " + region, colour));
      table.print(out);
    }

    @Override
    public Json json(int[] state) {
      return Json.of(byRegion(state));
    }
  }
}
