package io.reliablemessage.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is signed for one purpose is not signed for another. */
class CheckSignatureTest {
    private static final byte[] KEY = CheckSignature.keyOf("rm_app_token");
    private static final byte[] OTHER = CheckSignature.keyOf("rm_app_other");
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final long NOW = 1_764_500_000_000L;

    @Test
    void questionOfOneActionIsNotOneOfAnother() {
        String digest = CheckSignature.signRequest(List.of(KEY), "digest", NOW, BODY);
        assertThat(CheckSignature.isRequestSigned(KEY, "digest", NOW, BODY, digest))
                .isTrue();
        assertThat(CheckSignature.isRequestSigned(KEY, "find", NOW, BODY, digest))
                .isFalse();
        assertThat(CheckSignature.isRequestSigned(KEY, NOW, BODY, digest))
                .as("no check-back")
                .isFalse();
        assertThat(CheckSignature.isResponseSigned(List.of(KEY), "digest", NOW, BODY, digest))
                .as("no answer")
                .isFalse();
    }

    @Test
    void checkBackIsNoQuestionOfReconciliation() {
        String checkBack = CheckSignature.signRequest(List.of(KEY), NOW, BODY);
        assertThat(CheckSignature.isRequestSigned(KEY, NOW, BODY, checkBack)).isTrue();
        for (String action : List.of("sources", "digest", "entries", "find", "produce", "release", "")) {
            assertThat(CheckSignature.isRequestSigned(KEY, action, NOW, BODY, checkBack))
                    .as(action)
                    .isFalse();
        }
    }

    @Test
    void answerOfOneActionIsNotOneOfAnother() {
        String find = CheckSignature.signResponse(KEY, "find", NOW, BODY);
        assertThat(CheckSignature.isResponseSigned(List.of(OTHER, KEY), "find", NOW, BODY, find))
                .isTrue();
        assertThat(CheckSignature.isResponseSigned(List.of(KEY), "digest", NOW, BODY, find))
                .isFalse();
        assertThat(CheckSignature.isResponseSigned(List.of(KEY), NOW, BODY, find))
                .isFalse();
        assertThat(CheckSignature.isRequestSigned(KEY, "find", NOW, BODY, find)).isFalse();
    }

    @Test
    void timeBodyAndKeyAreSigned() {
        String signed = CheckSignature.signRequest(List.of(KEY), "find", NOW, BODY);
        assertThat(CheckSignature.isRequestSigned(KEY, "find", NOW + 1, BODY, signed))
                .isFalse();
        assertThat(CheckSignature.isRequestSigned(KEY, "find", NOW, "[]".getBytes(StandardCharsets.UTF_8), signed))
                .isFalse();
        assertThat(CheckSignature.isRequestSigned(OTHER, "find", NOW, BODY, signed))
                .isFalse();
        assertThat(CheckSignature.isRequestSigned(
                        OTHER, "find", NOW, BODY, CheckSignature.signRequest(List.of(KEY, OTHER), "find", NOW, BODY)))
                .as("one of several during a rotation")
                .isTrue();
    }
}
