package io.reliablemessage.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a template may not say: browsers would not run it under our policy, or would run what others wrote. */
class TemplatesTest {
    private static final Pattern FORBIDDEN = Pattern.compile(
            "th:utext|\\[\\(|\\sstyle=|th:style|<style|\\s(th:)?on[a-z]+=|<script(?![^>]*src=)|hx-on|hx-vals=\"js|trigger=\"every|javascript:");

    /** Thymeleaf replaces a tag before it looks at conditions and loops on it, which then never count. */
    private static final Pattern UNCONDITIONAL = Pattern.compile(
            "<[^>]*\\sth:replace=\"[^\"]*\"[^>]*\\sth:(if|unless|each)=|<[^>]*\\sth:(if|unless|each)=\"[^\"]*\"[^>]*\\sth:replace=");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p th:utext=\"${x}\">",
                "[(${x})]",
                "<p style=\"color: red\">",
                "<p onclick=\"x()\">",
                "<script>alert(1)</script>",
                "<a href=\"javascript:x()\">",
                "hx-trigger=\"every 2s\""
            })
    void whatIsForbiddenWouldBeFound(String markup) {
        assertThat(FORBIDDEN.matcher(markup).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div th:replace=\"~{parts :: x}\" th:if=\"${y}\">",
                "<div th:each=\"z : ${zs}\" class=\"c\" th:replace=\"~{parts :: x}\">"
            })
    void conditionOnWhatIsReplacedWouldBeFound(String markup) {
        assertThat(UNCONDITIONAL.matcher(markup).find()).isTrue();
    }

    @Test
    void noConditionStandsOnATagThatIsReplaced() throws IOException {
        assertThat(found(UNCONDITIONAL)).isEmpty();
    }

    @Test
    void nothingIsInlineOrUnescaped() throws IOException {
        assertThat(found(FORBIDDEN)).isEmpty();
    }

    private static Map<String, List<String>> found(Pattern pattern) throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        try (Stream<Path> templates = Files.walk(Path.of("src/main/resources/templates"))) {
            List<Path> all = templates.filter(Files::isRegularFile).toList();
            assertThat(all).hasSizeGreaterThan(30);
            for (Path template : all) {
                List<String> matches = pattern.matcher(Files.readString(template))
                        .results()
                        .map(match -> match.group().strip())
                        .toList();
                if (!matches.isEmpty()) {
                    found.put(template.toString(), matches);
                }
            }
        }
        return found;
    }
}
