package profundo.app.data;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import profundo.data.KnownDataset.RemoteFile;

/// Takes in one file from an HTTP answer, gives up at the first sign that it is not the right one: another status than
/// 200, another length, a byte too many, another SHA-256.
final class ReceivedFile implements BodyHandler<Void>, BodySubscriber<Void>, AutoCloseable {
  /// What came is not what was asked for.
  static final class Wrong extends IOException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  private final RemoteFile file;
  private final Path to;
  private final FileChannel out;
  private final MessageDigest digest;
  private final CompletableFuture<Void> body = new CompletableFuture<>();
  private Subscription subscription;
  private boolean refused;
  private volatile long bytes;

  ReceivedFile(RemoteFile file, Path to) throws IOException {
    this.file = file;
    this.to = to;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    this.out =
        FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
  }

  /// How many bytes of the file have come.
  long bytes() {
    return bytes;
  }

  @Override
  public BodySubscriber<Void> apply(ResponseInfo answer) {
    if (answer.statusCode() != 200) {
      return refuse("it answered with status " + answer.statusCode() + (answer.statusCode() == 404 ? " (not found)" : ""));
    }
    long length = answer.headers().firstValueAsLong("Content-Length").orElse(file.bytes());
    if (length != file.bytes()) {
      return refuse("expected " + file.bytes() + " bytes, got " + length + " announced");
    }
    return this;
  }

  /// Does not take the body: nobody knows how long it is.
  private BodySubscriber<Void> refuse(String why) {
    refused = true;
    body.completeExceptionally(new Wrong(why));
    return this;
  }

  @Override
  public CompletionStage<Void> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription s) {
    subscription = s;
    if (refused) {
      s.cancel();
    } else {
      s.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        if (bytes + buffer.remaining() > file.bytes()) {
          throw new Wrong("expected " + file.bytes() + " bytes, got more");
        }
        digest.update(buffer.duplicate());
        int n = buffer.remaining();
        write(buffer);
        bytes += n;
      }
      subscription.request(1);
    } catch (IOException | RuntimeException e) {
      subscription.cancel();
      body.completeExceptionally(e);
    }
  }

  /// A full disk must not look like a broken mirror.
  private void write(ByteBuffer buffer) throws FileSystemException {
    try {
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    } catch (IOException e) {
      var failure = new FileSystemException(to.toString(), null, e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  @Override
  public void onError(Throwable t) {
    body.completeExceptionally(t);
  }

  @Override
  public void onComplete() {
    try {
      if (bytes != file.bytes()) {
        throw new Wrong("cut off after " + bytes + " of " + file.bytes() + " bytes");
      }
      String sum = HexFormat.of().formatHex(digest.digest());
      if (!sum.equals(file.sha256())) {
        throw new Wrong("expected SHA-256 " + file.sha256() + ", got " + sum + ": these are other contents");
      }
      out.force(true);
      body.complete(null);
    } catch (IOException e) {
      body.completeExceptionally(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
