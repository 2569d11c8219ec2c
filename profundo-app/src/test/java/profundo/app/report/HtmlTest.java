package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<script>alert(1)</script> | &lt;script&gt;alert(1)&lt;/script&gt;",
        "\" onload=\"alert(1)       | &quot; onload=&quot;alert(1)",
        "' onload='alert(1)         | &#39; onload=&#39;alert(1)",
        "&lt;b&gt;                  | &amp;lt;b&amp;gt;",
        "]]><!-- </style>           | ]]&gt;&lt;!-- &lt;/style&gt;",
        "plain text, 漢字, 😀        | plain text, 漢字, 😀",
      })
  void noMarkupHidesInText(String hostile, String harmless) {
    assertThat(Html.escape(hostile)).isEqualTo(harmless);
    assertThat(new Html().open("p").attr("title", hostile).text(hostile).end("p").toString())
        .isEqualTo("<p title=\"" + harmless + "\">" + harmless + "</p>");
  }

  @Test
  void whatHtmlForbidsAndWhatTurnsTheTextAroundItIsReplaced() {
    assertThat(Html.escape("a\0b\u001Bc\uD800d\u202Ee\u2066f\uFFFEg\u0085h"))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFDg\uFFFDh");
    assertThat(Html.escape("two\nlines\tand a tab")).isEqualTo("two\nlines\tand a tab");
  }

  @Test
  void coordinatesAreShortAndTheSameInEveryLocale() {
    assertThat(new Html().open("rect").attr("x", 1234.56789).attr("y", 3.0).end("rect").toString())
        .isEqualTo("<rect x=\"1234.6\" y=\"3\"/>");
  }

  @Test
  void anAttributeNeedsATag() {
    assertThatIllegalStateException().isThrownBy(() -> new Html().open("p").text("x").attr("title", "late"));
  }
}
