package profundo.app;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.Array;
import profundo.Shape;
import profundo.app.data.ImageFile;
import profundo.app.data.ImageSize;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.OutputFile;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.data.FilterKernel;
import profundo.files.WaveFile;
import profundo.io.Json;

/// `profundo convolve FILE --kernel NAME`: the convolution operator on a picture or a sound.
@Command(
    name = "convolve",
    description = {
      "Convolve a picture or a sound with a kernel, and write the result beside it.",
      "Pictures (PNG, JPEG, GIF, BMP): blur:3, gaussian:1, disc:9, sharpen, emboss, sobel, prewitt (also with -x or -y), laplace;"
          + " edges show as the size of the difference. Sounds (WAV of PCM): echo:0.25 with seconds, moving-average:5,"
          + " gaussian:2, or a WAV with an impulse response. The number after the colon may be left out."
    })
final class Convolve implements Subcommand {
  /// Products that take about a minute.
  private static final double MOST = 1e11;

  @Parameters(index = "0", paramLabel = "FILE", description = "A picture, or a sound whose name ends in .wav.")
  private Path file;

  @Option(names = "--kernel", paramLabel = "NAME", required = true, description = "Which kernel, such as sobel, disc:9 or hall.wav.")
  private String kernel;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write (default: beside FILE, with the kernel in its name: photo-sobel.png).")
  private Path out;

  @Option(names = "--force", description = "Replace the file that is there already.")
  private boolean force;

  @Override
  public Result run(Console console) throws Exception {
    boolean sound = ends(file, ".wav");
    OutputFile target = sound ? target(".wav", "a sound") : target(".png", "a picture");
    return sound ? sound(target) : picture(target);
  }

  private static boolean ends(Path file, String ending) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }

  private OutputFile target(String ending, String what) {
    Path to = out;
    if (to == null) {
      String name = String.valueOf(file.getFileName());
      int dot = name.lastIndexOf('.');
      to = file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + "-" + label() + ending);
    }
    return new OutputFile(to, ending, what, force).require();
  }

  /// The kernel as part of a file's name.
  private String label() {
    return ends(Path.of(kernel), ".wav")
        ? Path.of(kernel).getFileName().toString().replaceFirst("\\.[^.]*$", "")
        : kernel.replace(':', '-');
  }

  /// The kernel of each channel.
  private List<FilterKernel> kernels(WaveFile wave) {
    int n = wave.channels().size();
    if (!ends(Path.of(kernel), ".wav")) {
      return Collections.nCopies(n, FilterKernel.sound(kernel, wave.rate()));
    }
    WaveFile response = WaveFile.read(Path.of(kernel));
    int channels = response.channels().size();
    if (response.rate() != wave.rate() || channels != 1 && channels != n) {
      throw new InvalidInput(
          "--kernel " + kernel + ": expected an impulse response of " + wave.rate() + " samples a second and 1 or " + n
              + " channels, as the sound has, got " + response.rate() + " and " + channels + "; convert it first");
    }
    return IntStream.range(0, n)
        .mapToObj(c -> new FilterKernel(kernel, List.of(response.channels().get(channels == 1 ? 0 : c)), false))
        .toList();
  }

  private void bound(FilterKernel k, double elements) {
    if (k.taps() * elements > MOST) {
      throw new InvalidInput(
          "--kernel " + kernel + ": " + k.taps() + " numbers for each of " + (long) elements
              + " elements take too long; use a smaller kernel or a smaller file");
    }
  }

  private Result picture(OutputFile target) throws IOException {
    FilterKernel k = FilterKernel.picture(kernel);
    BufferedImage image = ImageFile.decode(file);
    int width = image.getWidth();
    int height = image.getHeight();
    boolean grey = ImageFile.isGrey(image);
    boolean alpha = image.getColorModel().hasAlpha();
    int planes = grey ? 1 : 3;
    bound(k, (double) planes * width * height);
    int[] argb = new int[width * height];
    for (int i = 0; i < argb.length; i++) {
      int x = i % width;
      int y = i / width;
      argb[i] = grey ? ImageFile.grey(image, x, y) : image.getRGB(x, y);
    }
    int[] result = new int[argb.length];
    for (int p = 0; p < 3; p++) {
      int shift = 8 * p;
      if (p < planes) {
        float[] plane = new float[argb.length];
        for (int i = 0; i < plane.length; i++) {
          plane[i] = argb[i] >> shift & 0xFF;
        }
        float[] f = k.filter(Array.wrap(Shape.of(height, width), plane)).floats();
        for (int i = 0; i < f.length; i++) {
          result[i] |= Math.clamp(Math.round(f[i]), 0, 255) << shift;
        }
      }
    }
    BufferedImage to =
        new BufferedImage(
            width,
            height,
            alpha ? BufferedImage.TYPE_INT_ARGB : grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < result.length; i++) {
      if (grey && !alpha) {
        to.getRaster().setSample(i % width, i / width, 0, result[i] & 0xFF);
      } else {
        int rgb = grey ? (result[i] & 0xFF) * 0x010101 : result[i];
        to.setRGB(i % width, i / width, argb[i] & 0xFF000000 | rgb);
      }
    }
    target.write(
        stream -> {
          if (!ImageIO.write(to, "png", stream)) {
            throw new IOException("the platform writes no PNG");
          }
        });
    return new Findings(file, target.path(), kernel, Json.of(List.of(height, width)), ImageSize.pixels(height, width), 1);
  }

  private Result sound(OutputFile target) throws IOException {
    WaveFile wave = WaveFile.read(file);
    List<FilterKernel> kernels = kernels(wave);
    bound(kernels.getFirst(), (double) wave.channels().size() * wave.length());
    List<Array> filtered = new ArrayList<>();
    for (int c = 0; c < kernels.size(); c++) {
      filtered.add(kernels.get(c).filter(wave.channels().get(c)));
    }
    WaveFile louder = new WaveFile(wave.rate(), wave.bits(), filtered);
    double gain = 1 / Math.max(1, louder.peak());
    for (Array c : filtered) {
      float[] f = c.floats();
      for (int i = 0; i < f.length; i++) {
        f[i] *= (float) gain;
      }
    }
    louder.write(target.path());
    double seconds = louder.length() / wave.rate();
    String length = String.format(Locale.ROOT, "%.2f seconds", seconds);
    return new Findings(file, target.path(), kernel, Json.of(seconds), length, gain);
  }

  /// @param size height and width, or seconds
  /// @param text the same for people
  /// @param gain what the result was multiplied with so that it fits
  private record Findings(Path from, Path to, String kernel, Json size, String text, double gain) implements Result {
    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY
          .with("file", from.toString())
          .with("out", to.toString())
          .with("kernel", kernel)
          .with(size instanceof Json.Num ? "seconds" : "size", size)
          .with("gain", gain);
    }

    @Override
    public void print(PrintWriter out) {
      String quieter = gain < 1 ? String.format(Locale.ROOT, ", made quieter by %.3f so that it fits", gain) : "";
      out.println(to + ": " + from + " convolved with " + kernel + ", " + text + quieter);
    }
  }
}
