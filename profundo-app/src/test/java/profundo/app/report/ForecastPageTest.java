package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ForecastPageTest {
  private static final double[] TIMES = {2001, 2002, 2003, 2004};
  private static final double[] ACTUAL = {10, 20, 30, 40};

  private static Document read(String html) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
  }

  @Test
  void showsTheForecastsAndHowFarOffEachWas() throws Exception {
    var forecasts =
        List.of(
            new ForecastPage.Forecast("seasonal-naive", new double[] {33, 35}),
            new ForecastPage.Forecast("<b>LSTM</b>", new double[] {29, 47}));
    Document page = read(ForecastPage.html("Passengers", "One step ahead.", "year", "thousands", TIMES, ACTUAL, forecasts));
    var charts = page.getElementsByTagName("svg");
    assertThat(charts.getLength()).isEqualTo(2);
    assertThat(((Element) charts.item(0)).getAttribute("aria-label")).isEqualTo("Forecasts by year");
    assertThat(((Element) charts.item(0)).getTextContent()).contains("actual", "seasonal-naive", "<b>LSTM</b>", "29", "47");
    // Errors of the last time: |35 - 40| and |47 - 40|.
    String errors = ((Element) charts.item(1)).getTextContent().strip();
    assertThat(errors).endsWith("year 2004.00seasonal-naive5<b>LSTM</b>7").doesNotContain("actual");
  }

  @Test
  void refusesForecastsThatDoNotFit() {
    var tooLong = List.of(new ForecastPage.Forecast("naive", new double[5]));
    assertThatThrownBy(() -> ForecastPage.html("t", "", "year", "u", TIMES, ACTUAL, tooLong))
        .hasMessageContaining("expected at most 4 values from naive, got 5");
    assertThatThrownBy(() -> ForecastPage.html("t", "", "year", "u", TIMES, new double[3], List.of()))
        .hasMessageContaining("expected as many values as times");
  }
}
