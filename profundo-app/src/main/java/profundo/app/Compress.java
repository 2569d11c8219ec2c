package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.Array;
import profundo.app.data.ImageFile;
import profundo.app.data.PictureBytes;
import profundo.app.saved.CodeFile;
import profundo.app.saved.Codec;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.OutputFile;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.io.Json;

/// `profundo compress IMAGE... --model FILE --out FILE`: pictures as the codes of an autoencoder.
@Command(
    name = "compress",
    description = {
      "Pack pictures as the codes of an autoencoder, 8 bits a number, and say what is lost beside JPEG.",
      "It is lossy, and the model knows only pictures like those that it learned from: digits come back, others hardly.",
      "'profundo decompress' needs the same model file."
    })
final class Compress implements Subcommand {
  private static final double[] QUALITIES = {0.1, 0.3, 0.5, 0.75, 0.9};

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Pictures of the size that the model takes.")
  private List<Path> images;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "An autoencoder's model file, or its run's folder.")
  private Path model;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write; a name that ends in .pfac.")
  private Path out;

  @Option(names = "--force", description = "Replace the file that is there already.")
  private boolean force;

  @Override
  public Result run(Console console) throws IOException {
    OutputFile target = new OutputFile(out, ".pfac", "a file of codes", force).require();
    Codec codec = Codec.load(model);
    int each = codec.picture().count();
    if (images.size() > CodeFile.MOST_PICTURES || (long) images.size() * each > Integer.MAX_VALUE / 8) {
      throw new InvalidInput("expected fewer pictures at a time, got " + images.size() + "; pack them in several files");
    }
    byte[] original = new byte[images.size() * each];
    for (int i = 0; i < images.size(); i++) {
      if (ImageFile.read(images.get(i), codec.picture(), original, i * each)) {
        console.err().println(images.get(i) + ": its colours are lost, for the model knows only grey");
      }
    }
    float[] values = new float[original.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (original[i] & 0xFF) / 255f;
    }
    CodeFile codes = codec.pack(Array.wrap(codec.picture().insert(0, images.size()), values));
    byte[] packed = codes.bytes();
    byte[] back = codec.unpack(codes, out);
    target.write(stream -> stream.write(packed));
    List<Packed> all = new ArrayList<>();
    all.add(new Packed("autoencoder", packed.length, PictureBytes.psnr(original, back, 0, original.length)));
    byte[] some = PictureBytes.fitting(original, codec.picture());
    for (double quality : QUALITIES) {
      byte[] jpeg = PictureBytes.jpeg(some, codec.picture(), quality);
      byte[] unpacked = PictureBytes.unpack(jpeg, some, codec.picture());
      long bytes = Math.round((double) jpeg.length * original.length / some.length);
      all.add(new Packed("JPEG, quality " + quality, bytes, PictureBytes.psnr(some, unpacked, 0, some.length)));
    }
    List<Double> single = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      single.add(PictureBytes.psnr(original, back, i * each, (i + 1) * each));
    }
    return new Findings(out, codes.count(), codes.units(), original.length, all, images, single);
  }

  /// @param bytes of all pictures
  /// @param psnr in decibels, over all pictures
  private record Packed(String how, long bytes, double psnr) {
    private Json.Obj json() {
      return Json.Obj.EMPTY.with("how", how).with("bytes", bytes).with("psnr_decibels", decibels(psnr));
    }
  }

  /// Null where it is infinite, as where nothing was lost.
  private static Json decibels(double psnr) {
    return Json.orNull(psnr);
  }

  private record Findings(
      Path to, int pictures, int units, long pixels, List<Packed> all, List<Path> images, List<Double> single) implements Result {
    @Override
    public Json.Obj json() {
      List<Json> each = new ArrayList<>();
      for (int i = 0; i < pictures; i++) {
        each.add(Json.Obj.EMPTY.with("file", images.get(i).toString()).with("psnr_decibels", decibels(single.get(i))));
      }
      return Json.Obj.EMPTY
          .with("out", to.toString()).with("pictures", pictures).with("units", units).with("raw_bytes", pixels)
          .with("packed", Json.of(all.stream().map(Packed::json).toList())).with("each", Json.of(each));
    }

    @Override
    public void print(PrintWriter out) {
      String count = pictures + (pictures == 1 ? " picture" : " pictures");
      out.println(to + ": " + count + ", " + units + " numbers each; raw " + pixels + " bytes");
      out.println();
      Table table = Table.of("how", "bytes", "bytes a picture", "PSNR in dB");
      for (Packed p : all) {
        table.row(
            p.how, p.bytes, String.format(Locale.ROOT, "%.1f", (double) p.bytes / pictures), String.format(Locale.ROOT, "%.2f", p.psnr));
      }
      table.print(out);
      int worst = single.indexOf(single.stream().min(Double::compare).orElseThrow());
      out.println();
      out.println(
          String.format(Locale.ROOT, "worst: %s with %.2f dB; JPEG as one sheet of all pictures", images.get(worst), single.get(worst)));
    }
  }
}
