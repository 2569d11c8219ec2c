package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import profundo.io.Json;

/// Loads reports in Chromium.
class BrowserTest {
  /// Measures a copy of the page whose policy was taken away: what is drawn, how large, and what went wrong.
  private static final String PROBE =
      """
      <script>
        const errors = [];
        addEventListener('error', e => errors.push(e.message || 'could not load ' + e.target.outerHTML.slice(0, 80)), true);
        addEventListener('load', () => {
          const all = s => [...document.querySelectorAll(s)];
          const visible = e => e.getBoundingClientRect().width > 4 && e.getBoundingClientRect().height > 4;
          const probe = document.createElement('pre');
          probe.id = 'probe';
          probe.textContent = JSON.stringify({
            errors: errors.length,
            scripts: all('script').length,
            charts: all('svg.chart').filter(visible).length,
            lines: all('svg.chart .line path').filter(p => p.getTotalLength() > 50).length,
            outside: all('svg.chart .line path').filter(p => {
              const line = p.getBoundingClientRect(), chart = p.ownerSVGElement.getBoundingClientRect();
              return line.left < chart.left || line.right > chart.right + 1 || line.top < chart.top || line.bottom > chart.bottom;
            }).length,
            cells: all('svg.confusion rect').filter(visible).length,
            pictures: all('img').length,
            broken: all('img').filter(i => !i.complete || i.naturalWidth === 0 || !visible(i)).length,
            wide: document.documentElement.scrollWidth - innerWidth,
            hidden: all('.tip').filter(t => getComputedStyle(t).opacity === '0').length,
            tips: all('.tip').length,
            title: document.title,
            background: getComputedStyle(document.body).backgroundColor,
            ink: getComputedStyle(document.body).color,
            figures: all('.figures b').map(b => getComputedStyle(b).color),
            requests: performance.getEntriesByType('resource').filter(r => !r.name.startsWith('data:')).length
          });
          document.body.append(probe);
        });
      </script>
      """;

  private static final Path FOLDER = Path.of("target", "browser").toAbsolutePath();

  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private Chromium chromium;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(FOLDER);
    var found = Chromium.find(FOLDER);
    assumeTrue(found.isPresent(), "no Chromium on the PATH: the report is not looked at (apt-get install chromium)");
    chromium = found.get();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void everyChartAndPictureIsDrawn() throws Exception {
    Json.Obj light = measure(SampleReport.full().build());
    assertThat(light.integer("errors")).isZero();
    assertThat(light.integer("requests")).isZero();
    assertThat(light.integer("scripts")).as("only the probe").isEqualTo(1);
    assertThat(light.integer("charts")).isEqualTo(4);
    assertThat(light.integer("lines")).as("2 + 1 losses, 2 accuracies, learning rate, 5 layers").isEqualTo(11);
    assertThat(light.integer("outside")).isZero();
    assertThat(light.integer("cells")).isEqualTo(100);
    assertThat(light.integer("pictures")).isEqualTo(24 + 6 + 71);
    assertThat(light.integer("broken")).isZero();
    assertThat(light.integer("wide")).as("nothing sticks out on the right").isLessThanOrEqualTo(0);
    assertThat(light.integer("tips")).isPositive().isEqualTo(light.integer("hidden"));
    assertThat(light.text("title")).isEqualTo("lenet5 on strokes · Profundo");
    assertThat(light.list("figures")).as("a figure may be a bad one: none has a colour of its own").containsOnly(light.get("ink"));
    Json.Obj dark = measure(SampleReport.full().build(), "--blink-settings=preferredColorScheme=0");
    assertThat(dark.text("background")).isNotEqualTo(light.text("background"));
  }

  @Test
  void hostileNamesNeitherRunNorLoadAnything() throws Exception {
    String attack =
        "</title></style></svg></pre><script src='URL/s.js'></script><img src='URL/i.png'><link rel=stylesheet href='URL/c'>"
            .replace("URL", "http://127.0.0.1:" + server.getAddress().getPort());
    ReportData data =
        ReportData.of(attack, attack, 1, attack)
            .notice(attack)
            .confusion(new Confusion(new int[][] {{1, 2}, {3, 4}}, List.of(attack, "b")))
            .history(SampleReport.history(2, 10))
            .build();
    Json.Obj measured = measure(data);
    assertThat(measured.integer("scripts")).as("only the probe").isEqualTo(1);
    assertThat(measured.integer("errors")).isZero();
    assertThat(measured.integer("charts")).isEqualTo(4);
    assertThat(requests).isEmpty();
  }

  @Test
  void thePolicyHoldsWhereEscapingWouldFail() throws Exception {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    String attack = "<script>document.title = 'owned'</script><img src='" + url + "/i.png'>";
    Path guarded = write("guarded.html", Report.html(SampleReport.full().build()).replace("<main>", "<main>" + attack));
    Chromium.Seen seen = chromium.load(guarded);
    assertThat(seen.dom()).contains("<title>lenet5 on strokes");
    assertThat(seen.log()).contains("CONSOLE").contains("Content Security Policy");
    assertThat(requests).isEmpty();
    Path open = write("open.html", Files.readString(guarded).replaceFirst("<meta http-equiv[^>]*>", ""));
    assertThat(chromium.load(open).dom()).as("the attack works without the policy").contains("<title>owned");
    assertThat(requests).containsExactly("/i.png");
  }

  @Test
  void theBrowserHasNothingToComplainAbout() throws Exception {
    Path page = FOLDER.resolve("plain.html");
    Report.write(SampleReport.full().build(), page);
    Chromium.Seen seen = chromium.load(page);
    assertThat(seen.dom()).contains("id=\"gradients\"", "</html>");
    assertThat(seen.log()).doesNotContain("CONSOLE");
  }

  private Json.Obj measure(ReportData data, String... flags) throws IOException, InterruptedException {
    String html = Report.html(data).replaceFirst("<meta http-equiv[^>]*>", Matcher.quoteReplacement(PROBE));
    Chromium.Seen seen = chromium.load(write("probe.html", html), flags);
    Matcher probe = Pattern.compile("<pre id=\"probe\">(.*?)</pre>", Pattern.DOTALL).matcher(seen.dom());
    assertThat(probe.find()).as("the probe ran; the browser says: " + seen.log()).isTrue();
    return Json.parse(probe.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).asObject();
  }

  private static Path write(String name, String html) throws IOException {
    return Files.writeString(FOLDER.resolve(name), html);
  }
}
