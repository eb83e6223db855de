package io.reliablemessage.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemCodeTest {
    @Test
    void documentHasEveryCodeAndNoOther() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "operating.md"));
        String table = document.substring(document.indexOf("\n## Problems"));
        assertThat(Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                        .matcher(table.substring(0, table.indexOf("\n## ", 1)))
                        .results()
                        .map((MatchResult row) -> row.group(1)))
                .containsExactlyElementsOf(Stream.of(ProblemCode.values())
                        .map(ProblemCode::written)
                        .toList());
    }
}
