package profundo.app.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes small pictures as PNG (ISO/IEC 15948), eight bits a sample, as data URIs. The same pixels are the same bytes.
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  /// The pixel formats in use, by their number in the file.
  private enum Colour {
    GRAY(0, 1),
    RGB(2, 3),
    PALETTE(3, 1),
    RGBA(6, 4);

    private final int code;
    private final int samples;

    Colour(int code, int samples) {
      this.code = code;
      this.samples = samples;
    }
  }

  private Png() {}

  /// @param samples one byte a pixel, row by row
  static String gray(int width, int height, byte[] samples) {
    return uri(width, height, Colour.GRAY, samples, new byte[0]);
  }

  /// @param samples red, green and blue of each pixel, row by row
  static String rgb(int width, int height, byte[] samples) {
    return uri(width, height, Colour.RGB, samples, new byte[0]);
  }

  /// @param samples red, green, blue and opacity of each pixel, row by row
  static String rgba(int width, int height, byte[] samples) {
    return uri(width, height, Colour.RGBA, samples, new byte[0]);
  }

  /// @param samples an index into the palette for each pixel, row by row
  /// @param palette red, green and blue of each colour
  static String indexed(int width, int height, byte[] samples, byte[] palette) {
    return uri(width, height, Colour.PALETTE, samples, palette);
  }

  private static String uri(int width, int height, Colour colour, byte[] samples, byte[] palette) {
    int row = Math.multiplyExact(width, colour.samples);
    if (samples.length != Math.multiplyExact(row, height)) {
      throw new IllegalArgumentException(
          "picture of " + width + " x " + height + ": expected " + row * height + " samples, got " + samples.length);
    }
    var file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    chunk(
        file,
        "IHDR",
        ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).put((byte) colour.code).array());
    if (palette.length > 0) {
      chunk(file, "PLTE", palette);
    }
    chunk(file, "IDAT", deflate(filtered(samples, row, height)));
    chunk(file, "IEND", new byte[0]);
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(file.toByteArray());
  }

  /// Each row after a byte that names its filter: none, which suits pictures of a few colours.
  private static byte[] filtered(byte[] samples, int row, int height) {
    byte[] lines = new byte[(row + 1) * height];
    for (int y = 0; y < height; y++) {
      System.arraycopy(samples, y * row, lines, y * (row + 1) + 1, row);
    }
    return lines;
  }

  private static byte[] deflate(byte[] bytes) {
    try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(bytes);
      deflater.finish();
      var out = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    }
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(content);
    file.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    file.writeBytes(name);
    file.writeBytes(content);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
