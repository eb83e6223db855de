package io.reliablemessage.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A promise whose test was renamed or removed is found out. */
class GuaranteesTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        String guarantees = Files.readString(HOME.resolve("docs/guarantees.md"));
        List<Path> sources = tests();

        Matcher named = TEST.matcher(guarantees);
        List<String> missing = new ArrayList<>();
        while (named.find()) {
            if (!isThere(sources, named.group(1), named.group(2))) {
                missing.add(named.group());
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyLineOfTheTablesNamesATest() throws IOException {
        List<String> rows = Files.readAllLines(HOME.resolve("docs/guarantees.md")).stream()
                .filter(line ->
                        line.startsWith("| ") && !line.startsWith("| what happens") && !line.startsWith("| ---"))
                .toList();

        assertThat(rows)
                .hasSizeGreaterThan(20)
                .allMatch(row -> TEST.matcher(row).find());
    }

    private static boolean isThere(List<Path> sources, String type, String method) throws IOException {
        for (Path source : sources) {
            if (source.endsWith(type + ".java") && Files.readString(source).contains("void " + method + "(")) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> tests() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(HOME)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
                }
            }
        }
        return found;
    }
}
