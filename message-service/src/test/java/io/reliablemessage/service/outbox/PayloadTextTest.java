package io.reliablemessage.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadTextTest {
    @ParameterizedTest
    @CsvSource({
        "application/json, true",
        "application/json; charset=utf-8, true",
        "text/json, true",
        "application/vnd.order+JSON, true",
        "text/plain, false",
        "application/jsonx, false"
    })
    void knowsJsonByItsType(String type, boolean json) {
        assertThat(PayloadText.isJson(type)).isEqualTo(json);
    }

    @Test
    void isUtf8OrNothing() {
        assertThat(PayloadText.of("é 🙂".getBytes(StandardCharsets.UTF_8))).isEqualTo("é 🙂");
        assertThat(PayloadText.of(new byte[0])).isEmpty();
        assertThat(PayloadText.of("é".getBytes(StandardCharsets.ISO_8859_1))).isNull();
    }
}
