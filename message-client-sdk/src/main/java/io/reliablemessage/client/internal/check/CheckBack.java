package io.reliablemessage.client.internal.check;

import io.reliablemessage.client.DoubtfulMessage;
import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.Verdict;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers the service's signed question "what became of these transactions?", and nobody else's.
 *
 * <p>Signature and time are verified before the body is parsed; then the application's name, so that a wrong address in the registry
 * cannot draw rollbacks from an application that never had the message; then that the question was not asked before. At most two
 * questions are worked on at once, so that they never take more than two of the business's connections.
 */
public final class CheckBack {
    /** The largest question: 200 items with full business keys. */
    public static final int MAX_BODY_BYTES = 2 * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(CheckBack.class);
    private static final int MAX_ITEMS = 200;

    private final String application;
    private final byte[] key;
    private final Clock clock;
    private final Function<List<DoubtfulMessage>, Map<UUID, Verdict>> verdicts;
    private final AskedBefore askedBefore = new AskedBefore(20_000);
    private final Semaphore turns = new Semaphore(2);
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * @param application this application's name
     * @param token its token, from which the key is derived
     * @param verdicts decides; where it throws a {@link DataAccessException} the question stays unanswered, with status 503, which the
     *     service takes for silence: verdicts of UNKNOWN would use up the checks of messages that the fence knows
     */
    public CheckBack(
            String application,
            String token,
            Clock clock,
            Function<List<DoubtfulMessage>, Map<UUID, Verdict>> verdicts) {
        this.application = application;
        this.key = CheckSignature.keyOf(token);
        this.clock = clock;
        this.verdicts = verdicts;
    }

    /**
     * @param status the HTTP status
     * @param timestampMillis with 200: the value of {@link CheckSignature#TIMESTAMP_HEADER}
     * @param signature with 200: the value of {@link CheckSignature#SIGNATURE_HEADER}
     */
    public record Answer(
            int status,
            byte[] body,
            long timestampMillis,
            @Nullable String signature) {}

    /** Answers one question, or refuses it. */
    public Answer answer(@Nullable String timestamp, @Nullable String signature, byte[] body) {
        long now = clock.millis();
        Long signedAt = millis(timestamp);
        if (signedAt == null
                || signature == null
                || Math.abs(now - signedAt) > CheckSignature.MAX_SKEW_MILLIS
                || !CheckSignature.isRequestSigned(key, signedAt, body, signature)) {
            log.warn(
                    "A check-back without a valid signature was refused; are this application's token and clock right?");
            return refusal(401);
        }
        CheckRequest question = read(body);
        if (question == null) {
            return refusal(400);
        }
        if (!application.equals(question.application())) {
            log.error(
                    "A check-back for application {} came to {} and was refused; its check address has to be corrected",
                    question.application(),
                    application);
            return refusal(403);
        }
        if (!askedBefore.isFirst(question.requestId(), now)) {
            log.warn(
                    "Check-back {} was asked before and is refused; the service asks again in a new one",
                    question.requestId());
            return refusal(409);
        }
        if (!turns.tryAcquire()) {
            return refusal(503);
        }
        try {
            return signed(answer(question));
        } catch (DataAccessException e) {
            log.warn(
                    "Check-back {} for {} messages is not answered, the first is {}; the service asks again: {}",
                    question.requestId(),
                    question.items().size(),
                    question.items().isEmpty() ? null : question.items().get(0).id(),
                    e.toString());
            return refusal(503);
        } finally {
            turns.release();
        }
    }

    private CheckResponse answer(CheckRequest question) {
        Map<UUID, DoubtfulMessage> messages = new LinkedHashMap<>();
        question.items()
                .forEach(item -> messages.putIfAbsent(
                        item.id(), new DoubtfulMessage(item.id(), item.topic(), item.key(), item.preparedAt())));
        Map<UUID, Verdict> decided = verdicts.apply(List.copyOf(messages.values()));
        return new CheckResponse(
                question.requestId(),
                messages.keySet().stream()
                        .map(id -> new CheckResponse.Item(id, decided.getOrDefault(id, Verdict.UNKNOWN)))
                        .toList());
    }

    private Answer signed(CheckResponse response) {
        byte[] body = json.writeValueAsBytes(response);
        long now = clock.millis();
        return new Answer(200, body, now, CheckSignature.signResponse(key, now, body));
    }

    private @Nullable CheckRequest read(byte[] body) {
        try {
            CheckRequest question = json.readValue(body, CheckRequest.class);
            boolean complete = question != null
                    && question.requestId() != null
                    && question.items() != null
                    && question.items().size() <= MAX_ITEMS
                    && question.items().stream()
                            .allMatch(item -> item != null && item.id() != null && item.topic() != null);
            return complete ? question : null;
        } catch (JacksonException e) {
            log.warn("A signed check-back is not readable and was refused: {}", e.getOriginalMessage());
            return null;
        }
    }

    private static @Nullable Long millis(@Nullable String timestamp) {
        try {
            return timestamp == null ? null : Long.valueOf(timestamp);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Answer refusal(int status) {
        return new Answer(status, new byte[0], 0, null);
    }
}
