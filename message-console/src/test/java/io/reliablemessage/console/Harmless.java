package io.reliablemessage.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Texts that others may have written so that they become something else in a page. */
public final class Harmless {
    private static final List<String> TEXTS = List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "'><svg/onload=alert(1)>",
            "</textarea></pre></title></datalist><script>alert(1)</script>",
            "javascript:alert(1)",
            "${97*103}#{x}@{x}__${97*103}__",
            "[[${97*103}]][(${97*103})]",
            "<a href=\"javascript:alert(1)\" hx-get=\"/x\" hx-trigger=\"load\">x</a>",
            "\u202E\u0000<b>",
            "../../x?y=1&state=OPEN#z",
            "{0} {1} '{2}'");

    private Harmless() {}

    public static List<String> texts() {
        return TEXTS;
    }

    public static void check(Browser.Page answer) {
        assertThat(answer.status()).as(answer::html).isEqualTo(200);
        Document page = Jsoup.parse(answer.html());
        assertThat(page.select("script:not([src]), style, iframe, object, img[src=x], b"))
                .isEmpty();
        assertThat(page.select("[href^=javascript], [^on], [style], [hx-get=/x]"))
                .isEmpty();
        assertThat(page.text()).doesNotContain("9991", "??").isNotEmpty();
    }
}
