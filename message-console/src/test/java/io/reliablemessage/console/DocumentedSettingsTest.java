package io.reliablemessage.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The operators' page names every setting with its default. */
class DocumentedSettingsTest {

    @Test
    void operatingPageHasEverySettingWithItsDefault() throws Exception {
        String page = Files.readString(Path.of("../docs/operating.md"));
        List<String> missing = new ArrayList<>();
        JsonNode metadata = JsonMapper.shared()
                .readTree(Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json")));
        for (JsonNode setting : metadata.path("properties")) {
            String row = "| `" + setting.path("name").asString() + "` | " + shownDefault(setting.path("defaultValue"));
            if (!page.contains(row)) {
                missing.add(row);
            }
        }
        assertThat(metadata.path("properties")).isNotEmpty();
        assertThat(missing).isEmpty();
    }

    private static String shownDefault(JsonNode value) {
        return value.isMissingNode() ? "" : "`" + value.asString().replaceAll("^\\[|]$", "") + "` |";
    }
}
