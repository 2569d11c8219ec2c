package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.app.data.PictureBytes;
import profundo.app.saved.CodeFile;
import profundo.app.saved.Codec;
import profundo.app.terminal.Console;
import profundo.app.terminal.NewFolder;
import profundo.app.terminal.OutputFile;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.io.Json;

/// `profundo decompress FILE --model FILE --out DIR`: what `profundo compress` has packed, as pictures again.
@Command(
    name = "decompress",
    description = "Make pictures (PNG) of what 'profundo compress' has packed, with the same model file.")
final class Decompress implements Subcommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "What 'profundo compress' has written.")
  private Path file;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model file that packed it, or its run's folder.")
  private Path model;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the pictures, which is made if need be.")
  private Path out;

  @Option(names = "--force", description = "Replace pictures that are there already.")
  private boolean force;

  @Override
  public Result run(Console console) throws IOException {
    CodeFile codes = CodeFile.read(file);
    List<OutputFile> targets = new ArrayList<>();
    for (int i = 1; i <= codes.count(); i++) {
      Path to = out.resolve(String.format(Locale.ROOT, "picture-%04d.png", i));
      targets.add(new OutputFile(to, ".png", "a picture", force).requireInNewFolder());
    }
    Codec codec = Codec.load(model);
    byte[] pictures = codec.unpack(codes, file);
    new NewFolder("the folder", out.toAbsolutePath(), "choose another one with --out").create();
    for (int i = 0; i < targets.size(); i++) {
      var image = PictureBytes.image(pictures, i * codec.picture().count(), codec.picture());
      targets.get(i).write(
          stream -> {
            if (!ImageIO.write(image, "png", stream)) {
              throw new IOException("the platform writes no PNG");
            }
          });
    }
    return new Findings(file, out, targets.size());
  }

  private record Findings(Path from, Path to, int pictures) implements Result {
    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY.with("file", from.toString()).with("out", to.toString()).with("pictures", pictures);
    }

    @Override
    public void print(PrintWriter out) {
      out.println(to + ": " + pictures + (pictures == 1 ? " picture" : " pictures") + " from " + from);
    }
  }
}
