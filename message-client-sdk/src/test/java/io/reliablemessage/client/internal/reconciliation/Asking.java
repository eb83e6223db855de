package io.reliablemessage.client.internal.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.internal.signed.SignedAnswer;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestQuestion;
import io.reliablemessage.protocol.reconciliation.EntriesQuestion;
import io.reliablemessage.protocol.reconciliation.FindQuestion;
import io.reliablemessage.protocol.reconciliation.Question;
import io.reliablemessage.protocol.reconciliation.SourcesQuestion;
import io.reliablemessage.protocol.reconciliation.Wanted;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The service's side: signs questions, and reads answers that are signed. */
final class Asking {
    static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    static final String SALT = "000102030405060708090a0b0c0d0e0f";
    private static final byte[] KEY = CheckSignature.keyOf("rm_app_right");

    private final ReconciliationQuestions questions;
    private final JsonMapper json = JsonMapper.builder().build();

    Asking(Reconciliation reconciliation) {
        this.questions = new ReconciliationQuestions(
                "shop", "rm_app_right", Clock.fixed(NOW, ZoneOffset.UTC), () -> reconciliation);
    }

    <T> T ask(Question question, Class<T> type) {
        SignedAnswer answer = answer(question);
        assertThat(answer.status()).as("answer to %s", question).isEqualTo(200);
        assertThat(CheckSignature.isResponseSigned(
                        List.of(KEY),
                        question.action(),
                        answer.timestampMillis(),
                        answer.body(),
                        String.valueOf(answer.signature())))
                .isTrue();
        return json.readValue(answer.body(), type);
    }

    int status(Question question) {
        return answer(question).status();
    }

    SignedAnswer answer(Question question) {
        return answer(question.action(), question.action(), json.writeValueAsBytes(question));
    }

    /** @param signed the action that the signature is for */
    SignedAnswer answer(String action, String signed, byte[] body) {
        String signature = CheckSignature.signRequest(List.of(KEY), signed, NOW.toEpochMilli(), body);
        return questions.answer(
                "/reliable-message/reconciliation/" + action, Long.toString(NOW.toEpochMilli()), signature, body);
    }

    byte[] body(Question question) {
        return json.writeValueAsBytes(question);
    }

    static SourcesQuestion sources() {
        return new SourcesQuestion(UUID.randomUUID(), "shop", NOW);
    }

    static DigestQuestion digest(String topic, @Nullable String group, Instant from, Instant to, int maxRows) {
        return new DigestQuestion(
                UUID.randomUUID(), "shop", NOW, topic, group, from, to, SALT, true, true, 8, null, null, maxRows);
    }

    static EntriesQuestion entries(String topic, @Nullable String group, Instant from, Instant to, int maxEntries) {
        return new EntriesQuestion(UUID.randomUUID(), "shop", NOW, topic, group, from, to, 0, List.of(0), maxEntries);
    }

    static EntriesQuestion all(String topic, @Nullable String group) {
        return entries(topic, group, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), Digest.MAX_ENTRIES);
    }

    static FindQuestion find(String topic, @Nullable String group, Wanted... wanted) {
        return new FindQuestion(UUID.randomUUID(), "shop", NOW, topic, group, List.of(wanted));
    }
}
