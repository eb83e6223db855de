package io.reliablemessage.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class MaskingTest {
    private final Masking masking = new Masking(JsonMapper.shared());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"card\":\"4111\",\"amount\":12.50,\"paid\":true,\"note\":null} | {\"card\":\"•••\",\"amount\":\"•••\",\"paid\":\"•••\",\"note\":\"•••\"}",
                "{\"lines\":[{\"sku\":\"a\",\"n\":1},{\"sku\":\"b\"}],\"empty\":{},\"none\":[]} | {\"lines\":[{\"sku\":\"•••\",\"n\":\"•••\"},{\"sku\":\"•••\"}],\"empty\":{},\"none\":[]}",
                "[1,\"two\",[3.0e5]] | [\"•••\",\"•••\",[\"•••\"]]",
                "{\"4111111111111111\":1,\"ann@example.com\":{\"_id-2\":2},\"Ann Other\":3,\"é\":4} | {\"•••\":\"•••\",\"•••\":{\"_id-2\":\"•••\"},\"•••\":\"•••\",\"•••\":\"•••\"}",
                "\"secret\" | \"•••\"",
                "42 | \"•••\""
            })
    void keepsNamesAndStructureAndNoValue(String payload, String masked) {
        assertThat(masking.payload("application/json", payload.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":1} secret", "{\"a\":1}{\"b\":2}", "secret", "{\"a\":}"})
    void showsNothingOfWhatIsNotJson(String payload) {
        assertThat(masking.payload("application/json", payload.getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void goesByTheContentType() {
        byte[] payload = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(masking.payload("text/plain", payload)).isNull();
        assertThat(masking.payload("Application/JSON; charset=utf-8", payload)).isNotNull();
        assertThat(masking.payload("application/cloudevents+json", payload)).isNotNull();
        assertThat(masking.payload("text/json", payload)).isNotNull();
    }

    @Test
    void showsNothingOfWhatIsTooLongOrTooDeep() {
        assertThat(masking.payload("application/json", longest(Masking.MAX_PAYLOAD_BYTES)))
                .isEqualTo("\"•••\"");
        assertThat(masking.payload("application/json", longest(Masking.MAX_PAYLOAD_BYTES + 1)))
                .isNull();
        assertThat(masking.payload("application/json", "[".repeat(200_000).getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void headersKeepTheirNames() {
        assertThat(Masking.headers(Map.of("b", "secret", "a", "")))
                .containsExactly(Map.entry("a", "•••"), Map.entry("b", "•••"));
        assertThat(Masking.headers(null)).isNull();
    }

    @Test
    void headerOfTheServiceLeadsToTheOriginalAndIsNothingElse() {
        String id = "01948c2e-7c5a-7000-8000-0123456789ab";
        assertThat(Masking.headers(Map.of("edited-from", id, "other", id)))
                .containsExactly(Map.entry("edited-from", id), Map.entry("other", "•••"));
        assertThat(Masking.headers(Map.of("edited-from", "Ann, born 1970-01-01")))
                .containsExactly(Map.entry("edited-from", "•••"));
    }

    private static byte[] longest(int bytes) {
        return ("\"" + "x".repeat(bytes - 2) + "\"").getBytes(StandardCharsets.UTF_8);
    }
}
