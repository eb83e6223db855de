package io.reliablemessage.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The words of the pages, in both languages. */
class BundlesTest {
    private static final Pattern NAMED = Pattern.compile("#\\{([A-Za-z][\\w.-]*)[}(]");

    @Test
    void bothLanguagesHaveTheSameMessages() throws IOException {
        for (String bundle : bundles()) {
            assertThat(messages(bundle + "_zh").keySet())
                    .as(bundle)
                    .isEqualTo(messages(bundle).keySet());
        }
    }

    @Test
    void bothLanguagesTakeTheSameArguments() throws IOException {
        for (String bundle : bundles()) {
            Properties chinese = messages(bundle + "_zh");
            messages(bundle)
                    .forEach((key, english) -> assertThat(arguments((String) chinese.get(key)))
                            .as("%s of %s", key, bundle)
                            .isEqualTo(arguments((String) english)));
        }
    }

    @Test
    void noMessageWithArgumentsHasASingleApostrophe() throws IOException {
        for (String bundle : bundles()) {
            messages(bundle).forEach((key, text) -> {
                if (!arguments((String) text).isEmpty()) {
                    assertThat((String) text).as((String) key).doesNotContain("'");
                }
            });
        }
    }

    @Test
    void everyMessageThatATemplateNamesIsThere() throws IOException {
        Set<Object> known = new TreeSet<>();
        for (String bundle : bundles()) {
            known.addAll(messages(bundle).keySet());
        }
        List<String> missing = new ArrayList<>();
        try (Stream<Path> templates = Files.walk(Path.of("src/main/resources/templates"))) {
            for (Path template : templates.filter(Files::isRegularFile).toList()) {
                Matcher named = NAMED.matcher(Files.readString(template).replaceAll("(?s)<!--.*?-->", ""));
                while (named.find()) {
                    if (!known.contains(named.group(1))) {
                        missing.add(template.getFileName() + ": " + named.group(1));
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** The service's own test holds the document to its codes. */
    @Test
    void everyCodeOfAProblemHasWords() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "operating.md"));
        String problems = document.substring(document.indexOf("\n## Problems"));
        List<String> codes = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                .matcher(problems.substring(0, problems.indexOf("\n## ", 1)))
                .results()
                .map(row -> "problem." + row.group(1))
                .toList();
        assertThat(codes).isNotEmpty();
        assertThat(messages("problem").stringPropertyNames()).containsAll(codes);
    }

    private static List<String> bundles() throws IOException {
        List<String> bundles = new ArrayList<>();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath:i18n/*.properties")) {
            String name = String.valueOf(file.getFilename()).replace(".properties", "");
            if (!name.endsWith("_zh")) {
                bundles.add(name);
            }
        }
        assertThat(bundles).isNotEmpty();
        return bundles;
    }

    private static Set<String> arguments(String text) {
        Set<String> arguments = new TreeSet<>();
        Matcher argument = Pattern.compile("\\{\\d+").matcher(text);
        while (argument.find()) {
            arguments.add(argument.group());
        }
        return arguments;
    }

    private static Properties messages(String bundle) throws IOException {
        Properties messages = new Properties();
        try (InputStream in = BundlesTest.class.getResourceAsStream("/i18n/" + bundle + ".properties")) {
            messages.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return messages;
    }
}
