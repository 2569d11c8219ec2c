package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.data.Ratings;
import profundo.io.Json;
import profundo.optim.Adam;
import profundo.train.Trainer;
import profundo.zoo.autoencoder.SongExample;
import profundo.zoo.autoencoder.SongExample.Worked;

/// `profundo songs`: a recommender of songs that is small enough to be worked by hand, step by step.
@Command(
    name = "songs",
    description = {
      "Trace a small recommender of songs step by step: six people, four songs, a code of two numbers.",
      "One step of back-propagation for the first of them, every number of it; then training on all six, and what it recommends."
    })
final class Songs implements Subcommand {
  private static final int MOST_EPOCHS = 100_000;

  @Option(names = "--rate", paramLabel = "R", defaultValue = "1", description = "Learning rate of the traced step (default 1).")
  private float rate;

  @Option(names = "--epochs", paramLabel = "N", defaultValue = "300", description = "Epochs of training after it (default 300).")
  private int epochs;

  @Override
  public Result run(Console console) throws IOException {
    if (!(rate > 0 && rate <= 100)) {
      throw new InvalidInput("--rate: expected a number above 0 and at most 100, got " + rate);
    }
    if (epochs < 1 || epochs > MOST_EPOCHS) {
      throw new InvalidInput("--epochs: expected a whole number from 1 to " + MOST_EPOCHS + ", got " + epochs);
    }
    SongExample example = SongExample.of();
    Worked worked = example.work(0);
    example.step(worked, rate);
    float after = example.work(0).loss();
    Ratings ratings = SongExample.ratings();
    Trainer.of(example.recommender().learning(Adam.of(0.05))).seed(1).fit(ratings.rows().batches(ratings.users()), null, epochs);
    Ratings.Entry likes = example.recommender().predicting(ratings);
    float[] observed = ratings.rows().part(Ratings.OBSERVED).floats();
    List<Row> rows = new ArrayList<>();
    for (int u = 0; u < ratings.users(); u++) {
      float[] values = new float[ratings.items()];
      boolean[] heard = new boolean[values.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) likes.of(u, i);
        heard[i] = observed[u * values.length + i] > 0;
      }
      rows.add(new Row(SongExample.PEOPLE.get(u), values, heard));
    }
    return new Trace(worked, rate, after, ratings.rmse(likes), rows);
  }

  /// @param values what the model makes of each song
  private record Row(String person, float[] values, boolean[] heard) {
    private List<String> recommended() {
      List<String> all = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        if (!heard[i] && values[i] > 0.5f) {
          all.add(SongExample.SONGS.get(i));
        }
      }
      return all;
    }
  }

  /// @param after loss after the step
  /// @param rmse after training
  private record Trace(Worked worked, float rate, float after, double rmse, List<Row> rows) implements Result {
    @Override
    public Json.Obj json() {
      var gradients = Json.Obj.EMPTY;
      for (var g : worked.gradients().entrySet()) {
        gradients = gradients.with(g.getKey(), numbers(g.getValue()));
      }
      var people = Json.Obj.EMPTY;
      for (Row row : rows) {
        people =
            people.with(
                row.person, Json.Obj.EMPTY.with("likes", numbers(row.values)).with("recommended", Json.of(row.recommended())));
      }
      return Json.Obj.EMPTY
          .with("x", numbers(worked.x())).with("heard", numbers(worked.heard())).with("z", numbers(worked.z()))
          .with("h", numbers(worked.h())).with("decoded", numbers(worked.decoded()))
          .with("reconstruction", numbers(worked.reconstruction())).with("error", numbers(worked.error()))
          .with("loss", (double) worked.loss()).with("decoded_delta", numbers(worked.decodedDelta()))
          .with("delta", numbers(worked.delta())).with("gradients", gradients).with("rate", (double) rate)
          .with("loss_after", (double) after).with("rmse", rmse).with("people", people);
    }

    private static Json numbers(float[] values) {
      List<Double> all = new ArrayList<>();
      for (float v : values) {
        all.add((double) v);
      }
      return Json.of(all);
    }

    @Override
    public void print(PrintWriter out) {
      out.println("One step for " + SongExample.PEOPLE.getFirst() + ", with the weights of docs/zoo-applications.md");
      out.println("(songs: " + String.join(", ", SongExample.SONGS) + "; the last one was not heard)");
      out.println();
      line(out, "input          x", worked.x());
      line(out, "               W x + b", worked.z());
      line(out, "code           h = sigmoid(W x + b)", worked.h());
      line(out, "               V h + c", worked.decoded());
      line(out, "reconstruction x' = sigmoid(V h + c)", worked.reconstruction());
      line(out, "error          R = |x - x'|", worked.error());
      line(out, "loss           L = sum R² / heard", worked.loss());
      line(out, "back           e' = 2 (x' - x) x' (1 - x') / heard", worked.decodedDelta());
      line(out, "               V^T e'", back());
      line(out, "               e = (V^T e') h (1 - h)", worked.delta());
      line(out, "gradients      dL/dV = e' h^T, row by row", worked.gradients().get("V"));
      line(out, "               dL/dc = e'", worked.gradients().get("c"));
      line(out, "               dL/dW = e x^T, row by row", worked.gradients().get("W"));
      line(out, "               dL/db = e", worked.gradients().get("b"));
      line(out, "after w - " + Json.of((double) rate).compact() + " dL/dw", after);
      out.println();
      out.println(String.format(Locale.ROOT, "After training on all (RMSE %.3f); what was not heard in brackets:", rmse));
      List<String> head = new ArrayList<>(SongExample.SONGS);
      head.addFirst("");
      head.add("recommended");
      Table table = Table.of(head.toArray(String[]::new));
      for (Row row : rows) {
        List<Object> cells = new ArrayList<>(List.of(row.person));
        for (int i = 0; i < row.values.length; i++) {
          cells.add(String.format(Locale.ROOT, row.heard[i] ? " %.2f" : "[%.2f]", row.values[i]));
        }
        cells.add(row.recommended().isEmpty() ? "nothing" : String.join(", ", row.recommended()));
        table.row(cells.toArray());
      }
      table.print(out);
    }

    private float[] back() {
      float[] back = worked.delta().clone();
      for (int j = 0; j < back.length; j++) {
        back[j] /= worked.h()[j] * (1 - worked.h()[j]);
      }
      return back;
    }

    private static void line(PrintWriter out, String what, float... values) {
      var text = new StringBuilder(String.format(Locale.ROOT, "%-52s", what));
      for (float v : values) {
        text.append(String.format(Locale.ROOT, " %8.4f", v));
      }
      out.println(text);
    }
  }
}
