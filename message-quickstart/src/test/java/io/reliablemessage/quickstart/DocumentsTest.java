package io.reliablemessage.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.ReliableMessageProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** What the documents show is what is compiled and there. */
class DocumentsTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    /** A block with a comment before it that names a region and its file. */
    private static final Pattern REGION =
            Pattern.compile("<!-- (\\S+) of (\\S+) -->\n```\\w+\n(.*?)```", Pattern.DOTALL);

    private static final Pattern LINK = Pattern.compile("\\]\\(([^):\\s]+)\\)");

    @Test
    void documentsShowCompiledCode() throws IOException {
        List<String> shown = new ArrayList<>();
        try (Stream<Path> documents = documents()) {
            documents.forEach(document -> {
                Matcher blocks = REGION.matcher(read(document));
                while (blocks.find()) {
                    shown.add(document.getFileName() + " " + blocks.group(1));
                    assertThat(blocks.group(3))
                            .as("region %s of %s in %s", blocks.group(1), blocks.group(2), document)
                            .isEqualTo(region(document, HOME.resolve(blocks.group(2)), blocks.group(1)));
                }
            });
        }
        assertThat(shown)
                .contains("README.md configuration", "README.md producer", "README.md consumer")
                .doesNotHaveDuplicates();
    }

    @Test
    void readmesYamlIsAllThatTheSdkNeeds() throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("token", Map.of("MY_SHOP_TOKEN", "rm_app_x")));
        new YamlPropertySourceLoader()
                .load("example", new ClassPathResource("example.yml"))
                .forEach(environment.getPropertySources()::addLast);

        ReliableMessageProperties settings = Binder.get(environment)
                .bind("reliable-message", ReliableMessageProperties.class)
                .get();

        assertThat(settings.application()).isEqualTo("my-shop");
        assertThat(settings.token()).isEqualTo("rm_app_x");
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        try (Stream<Path> documents = documents()) {
            documents.forEach(document -> {
                Matcher links = LINK.matcher(read(document));
                while (links.find()) {
                    if (!leadsSomewhere(document, links.group(1))) {
                        broken.add(HOME.relativize(document) + ": " + links.group(1));
                    }
                }
            });
        }
        assertThat(broken).isEmpty();
    }

    private static Stream<Path> documents() throws IOException {
        return Stream.concat(
                Stream.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
                        .map(HOME::resolve),
                Files.walk(HOME.resolve("docs")).filter(file -> file.toString().endsWith(".md")));
    }

    /** A file that is there and, after a {@code #}, a heading in it. */
    private static boolean leadsSomewhere(Path document, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? document : document.resolveSibling(file);
        if (hash < 0 || !Files.exists(target)) {
            return Files.exists(target);
        }
        return read(target)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("^#+ ", "")
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .anyMatch(link.substring(hash + 1)::equals);
    }

    /**
     * The lines between the comments "README.md shows {@code name}" and "README.md shows no more", README.md being any document; without
     * the indentation that they have in common.
     */
    private static String region(Path document, Path source, String name) {
        String comment = "^ *\\S+ " + Pattern.quote(String.valueOf(document.getFileName())) + " shows ";
        Matcher region = Pattern.compile(
                        comment + name + "\n(.*?)" + comment + "no more$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(read(source));
        assertThat(region.find()).as("%s has a region %s", source, name).isTrue();
        // A last, empty line would count as one without indentation.
        return region.group(1).stripTrailing().stripIndent() + "\n";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
