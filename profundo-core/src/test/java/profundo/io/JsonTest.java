package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void keepsTheOrderOfKeysAndPrintsCompactly() {
    String text = "{\"z\":1,\"a\":[true,false,null],\"m\":{\"x\":\"y\"},\"e\":{},\"f\":[]}";
    assertThat(Json.parse(text).compact()).isEqualTo(text);
  }

  @Test
  void printsIndentedWithFlatArraysOnOneLine() {
    Json json = Json.parse("{\"a\":[1,2],\"b\":[{\"c\":null}],\"d\":{}}");
    assertThat(json.pretty()).isEqualTo("""
        {
          "a": [1, 2],
          "b": [
            {
              "c": null
            }
          ],
          "d": {}
        }""");
    assertThat(Json.parse(json.pretty())).isEqualTo(json);
  }

  @Test
  void numbersSurviveARoundTrip() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      long l = random.nextLong();
      double d = Double.longBitsToDouble(l);
      float f = Float.intBitsToFloat((int) l);
      assertThat(again(l).asLong()).as("seed %d", seed).isEqualTo(l);
      if (Double.isFinite(d)) {
        assertThat(again(d).asDouble()).as("seed %d", seed).isEqualTo(d);
      }
      if (Float.isFinite(f)) {
        assertThat(again(f).asFloat()).as("seed %d", seed).isEqualTo(f);
      }
    }
    assertThat(again(Long.MIN_VALUE).asLong()).isEqualTo(Long.MIN_VALUE);
    assertThat(again(-0.0).asDouble()).isEqualTo(-0.0);
    assertThat(again(Double.MIN_VALUE).asDouble()).isEqualTo(Double.MIN_VALUE);
  }

  private static Json again(Object number) {
    return Json.parse(Json.of(number).compact());
  }

  @Test
  void textSurvivesARoundTrip() {
    for (String text : List.of("", "\"\\/\b\f\n\r\t\u0000\u001f\u007f", "größe 深 \ud83d\ude00", "half \ud83d", "\ude00 half")) {
      Json json = Json.of(text);
      assertThat(Json.parse(json.compact())).isEqualTo(json);
      byte[] utf8 = json.compact().getBytes(StandardCharsets.UTF_8);
      assertThat(Json.parse(utf8, Json.Limits.DEFAULT)).isEqualTo(json);
    }
    assertThat(Json.parse("\"\\u00e9\\/\\ud83d\\ude00\"").asText()).isEqualTo("é/\ud83d\ude00");
  }

  @Test
  void convertsJavaValues() {
    var map = new TreeMap<String, Object>(Map.of("a", 1, "b", List.of("x", 2.5), "c", new float[] {0.1f}, "d", true));
    map.put("n", null);
    assertThat(Json.of(map).compact())
        .isEqualTo("{\"a\":1,\"b\":[\"x\",2.5],\"c\":[0.1],\"d\":true,\"n\":null}");
    assertThatThrownBy(() -> Json.of(new Random())).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.util.Random");
  }

  @Test
  void refusesOrNullsNumbersThatJsonCannotWrite() {
    assertThatThrownBy(() -> Json.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Json.of: JSON has no number NaN; use Json.orNull to write null in its place");
    assertThatThrownBy(() -> Json.of(List.of(Float.NEGATIVE_INFINITY))).hasMessageContaining("-Infinity");
    assertThat(Json.orNull(new double[] {1, Double.NaN, Double.POSITIVE_INFINITY}).compact())
        .isEqualTo("[1.0,null,null]");
  }

  @Test
  void buildsObjectsMemberByMember() {
    var json = Json.Obj.EMPTY.with("b", 1).with("a", "x").with("b", 2L);
    assertThat(json.compact()).isEqualTo("{\"b\":2,\"a\":\"x\"}");
    assertThat(json.integer("b")).isEqualTo(2);
    assertThat(json.find("c")).isEmpty();
  }

  @Test
  void accessorsNameKeyExpectedAndGot() {
    var json = Json.parse("{\"stride\":\"two\",\"big\":3000000000,\"half\":0.5,\"whole\":3.0,\"huge\":1e999}").asObject();
    assertThatThrownBy(() -> json.integer("stride")).isInstanceOf(FormatException.class)
        .hasMessage("key \"stride\": expected a whole number of 32 bits, got the text \"two\"");
    assertThatThrownBy(() -> json.integer("big")).hasMessageContaining("32 bits, got the number 3000000000");
    assertThatThrownBy(() -> json.whole("half")).hasMessageContaining("got the number 0.5");
    assertThatThrownBy(() -> json.number("huge")).hasMessageContaining("range of a double");
    assertThatThrownBy(() -> json.text("none")).hasMessageContaining("key \"none\" is missing; present: [\"stride\"");
    assertThat(json.whole("big")).isEqualTo(3_000_000_000L);
    assertThat(json.integer("whole")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", " ", "{", "[", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "01", "-", "+1", "1.", ".5",
    "1e", "1e+", "0x1", "NaN", "Infinity", "tru", "nul", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "1 2", "[]]",
    "// c\n1", "\ufeff1", "\u00a01", "[1}", "{\"a\":1]", "{\"a\":1,\"a\":2}", "\"\\u١٢٣٤\""
  })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(FormatException.class).hasMessageStartingWith("JSON, line ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{#  'a': 1,#  'a': 2}| JSON, line 3, column 3: key 'a' is given twice; remove one of them",
    "[1,#2 3]| JSON, line 2, column 3: expected ',' or ']', got '3'",
    "{'a': 1| JSON, line 1, column 8: expected ',' or '}', got the end; is the document cut off?",
    "[-x]| JSON, line 1, column 2: expected a number such as -12.5e3, got '-x'",
  })
  void complaintsHaveLineAndColumn(String text, String message) {
    // CsvSource strips quotes it knows; ours are written ' and line feeds #.
    String json = text.replace('\'', '"').replace('#', '\n');
    assertThatThrownBy(() -> Json.parse(json))
        .satisfies(e -> assertThat(e.getMessage().replace('"', '\'')).isEqualTo(message));
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xc3, '"'}, Json.Limits.DEFAULT))
        .isInstanceOf(FormatException.class).hasMessageContaining("UTF-8");
  }

  @Test
  void keepsToItsLimits() {
    var limits = new Json.Limits(40, 3, 5);
    assertThat(Json.parse("[[[1]]]", limits).compact()).isEqualTo("[[[1]]]");
    assertThatThrownBy(() -> Json.parse("[[[[1]]]]", limits)).hasMessageContaining("at most 3 objects and arrays inside");
    assertThatThrownBy(() -> Json.parse("[1,2,3,4,5]", limits)).hasMessageContaining("at most 5 values");
    assertThatThrownBy(() -> Json.parse(" ".repeat(41), limits)).hasMessageContaining("at most 40 characters, got 41");
    char[] deep = new char[10_000_000];
    Arrays.fill(deep, '[');
    assertThatThrownBy(() -> Json.parse(new String(deep))).isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> Json.parse("1".repeat(2_000))).hasMessageContaining("at most 1100 characters");
  }

  @Test
  void survivesDamage() throws Exception {
    byte[] valid = Json.parse("{\"a\":[1,-2.5e3,true,null],\"text\":\"\\u00e9\\n\",\"o\":{\"x\":{},\"y\":[]}}").pretty()
        .getBytes(StandardCharsets.UTF_8);
    int refused = Fuzz.run(valid, 5_000, 1 << 20, bytes -> {
      Json json = Json.parse(bytes, Json.Limits.DEFAULT);
      assertThat(Json.parse(json.compact())).isEqualTo(json);
    });
    assertThat(refused).isPositive();
  }
}
