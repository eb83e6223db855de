package io.reliablemessage.service.deadletter.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.EditPreview.Change;
import io.reliablemessage.protocol.management.EditPreview.DiffLine;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferenceTest {

    /** Against the textbook's table of longest common subsequences, over texts with few different lines. */
    @Test
    void linesMakeBothTextsAndAreTheFewestThatDo() {
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            List<String> old = lines(random, random.nextInt(12));
            List<String> now = lines(random, random.nextInt(12));
            Difference difference = Difference.between(String.join("\n", old), String.join("\n", now));
            assertThat(text(difference, Change.ADDED)).isEqualTo(String.join("\n", old));
            assertThat(text(difference, Change.REMOVED)).isEqualTo(String.join("\n", now));
            String[] a = String.join("\n", old).split("\n", -1);
            String[] b = String.join("\n", now).split("\n", -1);
            assertThat(difference.lines().stream()
                            .filter(line -> line.change() != Change.SAME)
                            .count())
                    .as("%s to %s", old, now)
                    .isEqualTo(a.length + b.length - 2L * commonLength(a, b));
            assertThat(difference.truncated()).isFalse();
        }
    }

    private static List<String> lines(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> String.valueOf("abc".charAt(random.nextInt(3))))
                .toList();
    }

    private static int commonLength(String[] a, String[] b) {
        int[][] length = new int[a.length + 1][b.length + 1];
        for (int i = 1; i <= a.length; i++) {
            for (int j = 1; j <= b.length; j++) {
                length[i][j] = a[i - 1].equals(b[j - 1])
                        ? length[i - 1][j - 1] + 1
                        : Math.max(length[i - 1][j], length[i][j - 1]);
            }
        }
        return length[a.length][b.length];
    }

    private static String text(Difference difference, Change without) {
        return difference.lines().stream()
                .filter(line -> line.change() != without)
                .map(DiffLine::text)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void ofALongTextOnlyTheSurroundingsOfChangesAreShown() {
        String[] old = IntStream.range(0, 5_000).mapToObj(n -> "line " + n).toArray(String[]::new);
        String[] now = old.clone();
        now[3_000] = "changed";
        Difference difference = Difference.between(String.join("\n", old), String.join("\n", now));
        assertThat(difference.truncated()).isTrue();
        assertThat(difference.lines())
                .extracting(DiffLine::text)
                .containsExactly(
                        "line 2997",
                        "line 2998",
                        "line 2999",
                        "line 3000",
                        "changed",
                        "line 3001",
                        "line 3002",
                        "line 3003");
    }

    @Test
    void textsThatDifferEverywhereAreBoundedInTimeAndLines() {
        String old = IntStream.range(0, 200_000).mapToObj(n -> "old " + n).collect(Collectors.joining("\n"));
        String now = IntStream.range(0, 200_000).mapToObj(n -> "new " + n).collect(Collectors.joining("\n"));
        Difference difference = Difference.between(old, now);
        assertThat(difference.lines()).hasSize(Difference.MAX_LINES);
        assertThat(difference.truncated()).isTrue();
    }

    @Test
    void longLinesAreCut() {
        Difference difference = Difference.between("x".repeat(10_000), "y");
        assertThat(difference.lines().get(0).text())
                .hasSize(Difference.MAX_LINE_LENGTH)
                .endsWith("…");
        assertThat(difference.truncated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,2.50,1E400,{\"b\":null}],\"c\":\"x, y: {z} \\\" \\\\\",\"d\":{},\"e\":[ ]}",
                "17",
                "\"text\"",
                " [ ] ",
                "[[[]]]"
            })
    void layoutChangesNoCharacterOfTheValues(String json) {
        String laidOut = JsonText.laidOut(json).orElseThrow();
        assertThat(JsonText.problem(json)).isEmpty();
        assertThat(JsonText.problem(laidOut)).isEmpty();
        assertThat(withoutSpace(laidOut)).isEqualTo(withoutSpace(json));
        assertThat(JsonText.laidOut(laidOut)).contains(laidOut);
    }

    private static String withoutSpace(String json) {
        return Arrays.stream(json.split("(?<=\")|(?=\")"))
                .map(String::strip)
                .collect(Collectors.joining())
                .replace(" ", "")
                .replace("\n", "");
    }

    @Test
    void layoutHasAValueALine() {
        assertThat(JsonText.laidOut("{\"a\":[1,{\"b\":true}],\"c\":{}}")).contains("""
                {
                  "a": [
                    1,
                    {
                      "b": true
                    }
                  ],
                  "c": {}
                }""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\":}", "[1,]", "{} {}", "1 2", "nul", "<a/>", "{'a':1}"})
    void tellsWhatIsNotJson(String text) {
        assertThat(JsonText.problem(text)).isPresent();
    }

    /** Two megabytes can otherwise ask for gigabytes of indentation. */
    @Test
    void deepOrEndlessTextIsNotLaidOut() {
        String nested = "[".repeat(33) + "1" + "]".repeat(33);
        assertThat(JsonText.laidOut(nested)).isEmpty();
        assertThat(JsonText.laidOut(nested.substring(1, nested.length() - 1))).isPresent();
        String wide = "[".repeat(32) + "1,".repeat(1_000_000) + "1" + "]".repeat(32);
        assertThat(JsonText.problem(wide)).isEmpty();
        assertThat(JsonText.laidOut(wide)).isEmpty();
    }

    @Test
    void linesBeyondWhatIsComparedAreOne() {
        String lines = "\n".repeat(Difference.MAX_COMPARED + 10);
        Difference difference = Difference.between(lines + "a", lines + "b");
        assertThat(difference.truncated()).isTrue();
        assertThat(difference.lines().stream().filter(line -> line.change() != Change.SAME))
                .hasSize(2);
    }
}
