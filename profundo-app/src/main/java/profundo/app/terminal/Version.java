package profundo.app.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The version of this build.
public final class Version implements IVersionProvider {
  /// As in the pom, such as `0.1.0-SNAPSHOT`.
  public static String current() {
    var properties = new Properties();
    try (var in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own version.properties cannot be read", e);
    }
    return properties.getProperty("version");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"profundo " + current() + " (Java " + Runtime.version() + ")"};
  }
}
