package profundo.zoo.autoencoder;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.train.Predictor;
import profundo.zoo.recipe.Sheet;

/// Codes of two numbers as points, a colour a class: figure 3 of Hinton and Salakhutdinov 2006.
final class CodePlot {
  private static final int SIDE = 320;
  private static final int MARGIN = 8;
  private static final int MOST = 5000;

  /// Round the circle of hues, at even distances.
  private static final List<String> HUES =
      List.of("red", "orange", "yellow", "lime", "green", "mint", "cyan", "azure", "blue", "violet", "magenta", "rose");

  private CodePlot() {}

  /// Those of an autoencoder beside those of PCA; none where its code has other than two numbers.
  static List<Sheet> besidePca(ModelRecipe.Task t, Autoencoder a, Dataset test) {
    if (t.settings().sizes("layers").getLast() != 2 || t.sample().count() < 2 || t.sample().count() > DeepRecipes.MOST_FOR_PCA) {
      return List.of();
    }
    return of(List.of("autoencoder", "PCA"), List.of(a.encoder(), Pca.of(t.train(), 2).autoencoder().encoder()), test);
  }

  /// A picture for each encoder, the points of a picture stretched to fill it. No sheet where samples have no classes, or an
  /// encoder gives other than two numbers.
  ///
  /// @param names of the encoders, for the caption
  /// @param encoders each to `[n, 2]`
  static List<Sheet> of(List<String> names, List<? extends Layer> encoders, Dataset test) {
    if (test.classes().isEmpty()) {
      return List.of();
    }
    Dataset some = test.take(Math.min(MOST, test.size()));
    List<float[]> pictures = new ArrayList<>();
    for (Layer encoder : encoders) {
      Array codes = Predictor.of(encoder).predict(some);
      if (codes.shape().count() != 2 * some.size()) {
        return List.of();
      }
      pictures.add(picture(codes.floats(), some));
    }
    Array all = Array.zeros(Shape.of(pictures.size(), SIDE, SIDE, 3), DType.F32);
    for (int i = 0; i < pictures.size(); i++) {
      System.arraycopy(pictures.get(i), 0, all.floats(), i * pictures.get(i).length, pictures.get(i).length);
    }
    String caption = "Samples that the model has not seen, each where its code of two numbers is, a colour a class ("
        + legend(test.classes()) + "); from left to right: " + String.join(", ", names) + ".";
    return List.of(Sheet.of("codes", "Codes of two numbers", caption, all, pictures.size()));
  }

  /// Classes with their colours, as people call them: `0 red, 1 orange`.
  private static String legend(List<String> classes) {
    int n = classes.size();
    return IntStream.range(0, n)
        .mapToObj(i -> classes.get(i) + " " + HUES.get(Math.round((float) HUES.size() * i / n) % HUES.size()))
        .collect(Collectors.joining(", "));
  }

  private static float[] picture(float[] codes, Dataset data) {
    float[] rgb = new float[SIDE * SIDE * 3];
    float[] low = {Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY};
    float[] high = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int i = 0; i < codes.length; i++) {
      low[i % 2] = Math.min(low[i % 2], codes[i]);
      high[i % 2] = Math.max(high[i % 2], codes[i]);
    }
    for (int s = 0; s < data.size(); s++) {
      int x = place(codes[2 * s], low[0], high[0]);
      int y = place(codes[2 * s + 1], low[1], high[1]);
      double hue = 6.0 * data.label(s) / data.classes().size();
      for (int d = 0; d < 4; d++) {
        int at = ((y + d / 2) * SIDE + x + d % 2) * 3;
        for (int c = 0; c < 3; c++) {
          // The hue's distance from red, green and blue on the circle of six.
          double away = Math.abs((hue - 2 * c + 9) % 6 - 3);
          rgb[at + c] = (float) Math.clamp(2 - away, 0.0, 1.0);
        }
      }
    }
    return rgb;
  }

  private static int place(float v, float low, float high) {
    double share = high > low ? (v - low) / (high - low) : 0.5;
    return MARGIN + (int) (Math.clamp(share, 0.0, 1.0) * (SIDE - 2 * MARGIN - 2));
  }
}
