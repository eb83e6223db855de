package io.reliablemessage.client.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.internal.signed.SignedAnswer;
import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import tools.jackson.databind.json.JsonMapper;

/** Only the service's own, fresh questions to this application are answered. */
class CheckBackTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final byte[] KEY = CheckSignature.keyOf("rm_app_right");
    private final JsonMapper json = JsonMapper.builder().build();
    private final List<UUID> asked = new ArrayList<>();
    private final CheckBack checkBack =
            new CheckBack("shop", "rm_app_right", Clock.fixed(NOW, ZoneOffset.UTC), messages -> {
                messages.forEach(message -> asked.add(message.id()));
                return Map.of(messages.get(0).id(), Verdict.COMMITTED);
            });

    @Test
    void signedQuestionGetsSignedVerdicts() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        byte[] body = body("shop", UUID.randomUUID(), first, second);
        SignedAnswer answer = ask(KEY, NOW, body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(CheckSignature.isResponseSigned(
                        List.of(KEY), answer.timestampMillis(), answer.body(), String.valueOf(answer.signature())))
                .isTrue();
        assertThat(json.readValue(answer.body(), CheckResponse.class).verdicts())
                .containsExactly(
                        new CheckResponse.Item(first, Verdict.COMMITTED),
                        new CheckResponse.Item(second, Verdict.UNKNOWN));
    }

    /** The service counts 503 as silence; verdicts of UNKNOWN would use up its checks while the database is away. */
    @Test
    void questionThatTheDatabaseDoesNotAnswerIsNotAnswered() {
        CheckBack cutOff = new CheckBack("shop", "rm_app_right", Clock.fixed(NOW, ZoneOffset.UTC), ids -> {
            throw new DataAccessResourceFailureException("the database is away");
        });
        for (int i = 0; i < 3; i++) {
            byte[] body = body("shop", UUID.randomUUID(), UUID.randomUUID());
            String header = CheckSignature.signRequest(List.of(KEY), NOW.toEpochMilli(), body);
            SignedAnswer answer = cutOff.answer(millis(NOW), header, body);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.signature()).isNull();
        }
    }

    @Test
    void oneOfSeveralSignaturesIsEnoughDuringARotation() {
        byte[] body = body("shop", UUID.randomUUID(), UUID.randomUUID());
        String header =
                CheckSignature.signRequest(List.of(CheckSignature.keyOf("rm_app_new"), KEY), NOW.toEpochMilli(), body);
        assertThat(checkBack.answer(millis(NOW), header, body).status()).isEqualTo(200);
    }

    @Test
    void wrongSignatureIsRefusedAndAsksNothing() {
        byte[] body = body("shop", UUID.randomUUID(), UUID.randomUUID());
        assertThat(ask(CheckSignature.keyOf("rm_app_wrong"), NOW, body).status())
                .isEqualTo(401);
        assertThat(checkBack.answer(millis(NOW), null, body).status()).isEqualTo(401);
        assertThat(checkBack.answer(null, "00", body).status()).isEqualTo(401);
        assertThat(checkBack.answer("soon", "00", body).status()).isEqualTo(401);
        assertThat(asked).isEmpty();
    }

    @Test
    void changedBodyIsRefused() {
        byte[] body = body("shop", UUID.randomUUID(), UUID.randomUUID());
        String header = CheckSignature.signRequest(List.of(KEY), NOW.toEpochMilli(), body);
        byte[] other = body("shop", UUID.randomUUID(), UUID.randomUUID());
        assertThat(checkBack.answer(millis(NOW), header, other).status()).isEqualTo(401);
        assertThat(asked).isEmpty();
    }

    @Test
    void staleAndFutureQuestionsAreRefused() {
        byte[] body = body("shop", UUID.randomUUID(), UUID.randomUUID());
        long skew = CheckSignature.MAX_SKEW_MILLIS;
        assertThat(ask(KEY, NOW.minusMillis(skew + 1), body).status()).isEqualTo(401);
        assertThat(ask(KEY, NOW.plusMillis(skew + 1), body).status()).isEqualTo(401);
        assertThat(asked).isEmpty();
        assertThat(ask(KEY, NOW.minusMillis(skew), body).status()).isEqualTo(200);
    }

    @Test
    void questionForAnotherApplicationIsRefused() {
        assertThat(ask(KEY, NOW, body("points", UUID.randomUUID(), UUID.randomUUID()))
                        .status())
                .isEqualTo(403);
        assertThat(asked).isEmpty();
    }

    @Test
    void replayedQuestionIsRefused() {
        byte[] body = body("shop", UUID.randomUUID(), UUID.randomUUID());
        assertThat(ask(KEY, NOW, body).status()).isEqualTo(200);
        assertThat(ask(KEY, NOW, body).status()).isEqualTo(409);
        assertThat(asked).hasSize(1);
    }

    @Test
    void signedNonsenseIsRefused() {
        for (String nonsense : List.of("", "null", "[]", "{\"application\":\"shop\"}", "<html>")) {
            assertThat(ask(KEY, NOW, nonsense.getBytes(StandardCharsets.UTF_8)).status())
                    .as(nonsense)
                    .isEqualTo(400);
        }
    }

    private SignedAnswer ask(byte[] key, Instant at, byte[] body) {
        String header = CheckSignature.signRequest(List.of(key), at.toEpochMilli(), body);
        return checkBack.answer(millis(at), header, body);
    }

    private static @Nullable String millis(Instant at) {
        return Long.toString(at.toEpochMilli());
    }

    private byte[] body(String application, UUID requestId, UUID... ids) {
        return json.writeValueAsBytes(new CheckRequest(
                requestId,
                application,
                NOW,
                List.of(ids).stream()
                        .map(id -> new CheckRequest.Item(id, "orders", null, NOW))
                        .toList()));
    }
}
