package profundo.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A web server on this machine that answers as badly as a test wants.
public final class FileServer implements AutoCloseable {
  /// How a path is answered.
  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);

  public FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  /// The address of a folder on this server.
  public URI folder(String name) {
    return URI.create("http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort() + "/" + name + "/");
  }

  public FileServer on(String path, Answer answer) {
    server.createContext("/" + path, exchange -> {
      try (exchange) {
        answer.to(exchange);
      }
    });
    return this;
  }

  /// Sends these bytes.
  public static Answer bytes(byte[] content) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    };
  }

  /// Sends these bytes without saying how many will come.
  public static Answer chunked(byte[] content) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(content);
    };
  }

  /// Announces a length, sends these bytes and hangs up.
  public static Answer cutOff(byte[] content, int announced) {
    return exchange -> {
      exchange.sendResponseHeaders(200, announced);
      exchange.getResponseBody().write(content);
      exchange.getResponseBody().flush();
    };
  }

  /// Announces a length, sends these bytes and then nothing until the test is over.
  public Answer stalled(byte[] content, int announced) {
    return exchange -> {
      exchange.sendResponseHeaders(200, announced);
      exchange.getResponseBody().write(content);
      exchange.getResponseBody().flush();
      waitForTheEnd();
    };
  }

  /// Takes the request and says nothing until the test is over.
  public Answer silent() {
    return _ -> waitForTheEnd();
  }

  public static Answer status(int code) {
    return exchange -> exchange.sendResponseHeaders(code, -1);
  }

  public static Answer redirect(URI to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to.toString());
      exchange.sendResponseHeaders(302, -1);
    };
  }

  private void waitForTheEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
