package profundo.app;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.app.data.DataFolders;
import profundo.app.data.DataOptions;
import profundo.app.data.DataSource;
import profundo.app.data.FileSet;
import profundo.app.data.ImageFile;
import profundo.app.data.ImageSize;
import profundo.app.data.SamplePicture;
import profundo.app.data.Samples;
import profundo.app.experiment.RecipeReader;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.OutputFile;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.data.AugmentationSpec;
import profundo.data.Batch;
import profundo.data.Dataset;
import profundo.data.DatasetCatalog;
import profundo.data.Epoch;
import profundo.files.Cifar;
import profundo.files.LogMel;
import profundo.files.WaveFile;
import profundo.io.Json;

/// `profundo augment`: a contact sheet of samples as training would see them.
@Command(
    name = "augment",
    description = {
      "Write a contact sheet of augmented pictures: each row shows a picture as it is, then as training sees it in"
          + " one epoch after the other. Series and sounds are drawn as lines, and as spectrograms to mask bands or frames."
    })
final class Augment implements Subcommand {
  private static final int LARGEST_SIDE = 16_384;
  private static final int GAP = 2;
  private static final int BANDS = 40;

  @Parameters(
      index = "0",
      paramLabel = "FILE|SET",
      description = "A picture, a sound (.wav), a CIFAR-10 batch (.bin, .bin.gz), or a data set.")
  private String source;

  @Option(
      names = "--augment",
      paramLabel = "WORDS",
      defaultValue = "shift:2,mirror,rotate:10",
      description =
          "What to do, for example shift:4:reflect,mirror,colour:0.1 (default: ${DEFAULT-VALUE})."
            + " Words for pictures: shift, mirror, rotate, scale, shear, elastic, crop, cutout, brightness, contrast,"
            + " colour, pca, mixup; for series and sounds: jitter, magnitude, warp, time-shift, speed, noise, mask-bands,"
            + " mask-frames; numbers follow after colons, see docs/experiments.md.")
  private String words;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "8",
      description = "Pictures of a set, a row each (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--columns",
      paramLabel = "N",
      defaultValue = "8",
      description = "Epochs to show, a column each (default: ${DEFAULT-VALUE}).")
  private int columns;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Of everything that is drawn (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Look for data sets here first.")
  private Path dataDir;

  @Option(names = "--out", paramLabel = "FILE", defaultValue = "augment.png", description = "The sheet, a PNG (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(names = "--force", description = "Replace the file that is there already.")
  private boolean force;

  /// How its samples are shown; found out when it is opened.
  private SamplePicture kind = SamplePicture.PICTURE;

  @Override
  public Result run(Console console) throws Exception {
    if (rows < 1 || columns < 1 || rows > 1000 || columns > 1000) {
      throw new InvalidInput("--rows, --columns: expected numbers from 1 to 1000, got " + rows + " and " + columns);
    }
    OutputFile file = new OutputFile(out, ".png", "a picture", force).require();
    Dataset all = open();
    BufferedImage sheet = sheet(all);
    file.write(stream -> ImageIO.write(sheet, "png", stream));
    return new Written(source, out, words, Math.min(rows, all.size()), columns, sheet.getWidth(), sheet.getHeight());
  }

  private Dataset open() {
    Path file = Path.of(source);
    if (Files.isRegularFile(file)) {
      if (source.toLowerCase(Locale.ROOT).endsWith(".wav")) {
        return one(sound(WaveFile.read(file)));
      }
      if (FileSet.is(FileSet.named(source))) {
        return series(FileSet.named(source));
      }
      return source.endsWith(".bin") || source.endsWith(".bin.gz") ? Cifar.read(file) : one(ImageFile.readWhole(file));
    }
    if (FileSet.is(source)) {
      return series(source);
    }
    if (DatasetCatalog.find(source).isEmpty() && !source.contains(":")) {
      throw new InvalidInput(
          source + ": expected a picture or a data set (" + String.join(", ", DatasetCatalog.names()) + ", images:DIR), got no"
              + " file of this name; check the path");
    }
    DataOptions.requireFolder(dataDir);
    return DataSource.open(source, DataFolders.ofProcess(dataDir), ImageSize.DIGIT).train();
  }

  private Dataset series(String spec) {
    Samples samples = DataOptions.in(dataDir).open(spec, null);
    if (samples.kind() != Samples.Kind.SERIES) {
      throw new InvalidInput(source + ": expected pictures, series or a sound, got texts, which are not augmented");
    }
    kind = SamplePicture.LINES;
    return samples.parts().train();
  }

  /// `[time, channels]`, or where bands or frames are masked the spectrogram `[frames, bands, 1]` of the first channel.
  private Array sound(WaveFile wave) {
    int n = wave.length();
    if (words.contains("mask-")) {
      int window = 1 << (31 - Integer.numberOfLeadingZeros(Math.max(128, (int) (wave.rate() / 30))));
      if (n < window) {
        throw new InvalidInput(source + ": expected at least " + window + " samples for a spectrogram, got " + n);
      }
      kind = SamplePicture.SPECTROGRAM;
      Array spectrogram = LogMel.of((int) wave.rate(), window, window / 2, BANDS).apply(wave.channels().getFirst().floats());
      return spectrogram.reshape(spectrogram.shape().insert(2, 1));
    }
    if (n < 2) {
      throw new InvalidInput(source + ": expected a sound of at least 2 samples, got " + n);
    }
    kind = SamplePicture.LINES;
    int channels = wave.channels().size();
    float[] v = new float[Math.multiplyExact(n, channels)];
    for (int c = 0; c < channels; c++) {
      float[] one = wave.channels().get(c).floats();
      for (int i = 0; i < n; i++) {
        v[i * channels + c] = one[i];
      }
    }
    return Array.wrap(Shape.of(n, channels), v);
  }

  private static Dataset one(Array picture) {
    return Dataset.of(picture.reshape(picture.shape().insert(0, 1)), Array.of(Shape.of(1), new int[1]));
  }

  private BufferedImage sheet(Dataset data, AugmentationSpec spec) {
    var batches = spec.apply(data.batches(1), Rng.of(seed));
    Shape before = data.sampleShape();
    Shape after = batches.sampleShape(Dataset.X);
    if (kind == SamplePicture.PICTURE && (before.rank() != 3 || before.size(2) != 1 && before.size(2) != 3)) {
      throw new InvalidInput(source + ": expected pictures [height, width, 1 or 3], got samples " + before);
    }
    Shape cell = kind.size(before);
    int cellHeight = cell.size(0) + GAP;
    int cellWidth = cell.size(1) + GAP;
    long height = (long) data.size() * cellHeight + GAP;
    long width = (columns + 1L) * cellWidth + GAP;
    if (Math.max(height, width) > LARGEST_SIDE) {
      throw new InvalidInput(
          "--rows, --columns: expected a sheet of at most " + LARGEST_SIDE
              + " pixels a side, got " + ImageSize.pixels(height, width));
    }
    var sheet = new BufferedImage((int) width, (int) height, BufferedImage.TYPE_INT_RGB);
    var ground = sheet.createGraphics();
    ground.setColor(Color.GRAY);
    ground.fillRect(0, 0, (int) width, (int) height);
    ground.dispose();
    for (int i = 0; i < data.size(); i++) {
      float[] v = data.sample(i).floats();
      draw(sheet, kind.draw(v, before, v), cell, GAP, GAP + i * cellHeight);
    }
    for (int epoch = 0; epoch < columns; epoch++) {
      try (Epoch samples = batches.epoch(epoch)) {
        for (Batch sample : samples) {
          float[] v = kind.draw(sample.x().floats(), after, data.sample(sample.index()).floats());
          draw(sheet, v, kind.size(after), GAP + (epoch + 1) * cellWidth, GAP + sample.index() * cellHeight);
        }
      }
    }
    return sheet;
  }

  private BufferedImage sheet(Dataset all) {
    try {
      return sheet(all.take(rows), AugmentationSpec.of(words, all));
    } catch (IllegalArgumentException e) {
      throw new InvalidInput("--augment " + words + ": " + RecipeReader.plain(e), e);
    }
  }

  private static void draw(BufferedImage sheet, float[] v, Shape shape, int left, int top) {
    int w = shape.size(1);
    int c = shape.size(2);
    for (int p = 0; p < shape.size(0) * w; p++) {
      int rgb = 0;
      for (int k = 0; k < 3; k++) {
        rgb = rgb << 8 | Math.clamp(Math.round(v[p * c + (c == 1 ? 0 : k)] * 255), 0, 255);
      }
      sheet.setRGB(left + p % w, top + p / w, rgb);
    }
  }

  private record Written(String source, Path file, String words, int rows, int columns, int width, int height) implements Result {
    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY
          .with("source", source)
          .with("out", file.toString())
          .with("augment", words)
          .with("pictures", rows)
          .with("epochs", columns)
          .with("size", List.of(height, width));
    }

    @Override
    public void print(PrintWriter out) {
      out.println(
          file + ": " + rows + (rows == 1 ? " sample as it is" : " samples as they are") + " and in " + columns + " epochs, "
              + ImageSize.pixels(height, width));
    }
  }
}
