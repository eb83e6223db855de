package io.reliablemessage.client.internal.signed;

import io.reliablemessage.protocol.CheckSignature;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers the service's signed questions, and nobody else's.
 *
 * <p>Signature and time are verified before the body is parsed; then the application's name, so that a wrong address in the registry
 * cannot draw answers from an application that was not meant; then that the question was not asked before. At most two questions are
 * worked on at once, so that they never take more than two of the business's connections.
 */
public final class SignedQuestions {
    /** The largest question: 200 items with full business keys, or 500 with usual ones. */
    public static final int MAX_BODY_BYTES = 2 * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(SignedQuestions.class);

    private final String application;
    private final byte[] key;
    private final Clock clock;
    private final AskedBefore askedBefore;
    private final Semaphore turns = new Semaphore(2);
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * @param application this application's name
     * @param token its token, from which the key is derived
     * @param remembered how many questions of ten minutes are remembered; further ones are refused
     */
    public SignedQuestions(String application, String token, Clock clock, int remembered) {
        this.application = application;
        this.key = CheckSignature.keyOf(token);
        this.clock = clock;
        this.askedBefore = new AskedBefore(remembered);
    }

    /** Answers one question, or refuses it. */
    public <Q> SignedAnswer answer(
            Questioning<Q> kind, @Nullable String timestamp, @Nullable String signature, byte[] body) {
        if (body.length > MAX_BODY_BYTES) {
            return SignedAnswer.refusal(413);
        }
        long now = clock.millis();
        Long signedAt = millis(timestamp);
        if (signedAt == null
                || signature == null
                || Math.abs(now - signedAt) > CheckSignature.MAX_SKEW_MILLIS
                || !kind.isSigned(key, signedAt, body, signature)) {
            log.warn(
                    "{} without a valid signature was refused; are this application's token and clock right?",
                    kind.name());
            return SignedAnswer.refusal(401);
        }
        Q question;
        try {
            question = kind.read(body);
        } catch (JacksonException e) {
            log.warn(
                    "{} with a valid signature is not readable and was refused: {}",
                    kind.name(),
                    e.getOriginalMessage());
            return SignedAnswer.refusal(400);
        } catch (UnreadableQuestionException e) {
            log.warn("{} with a valid signature was refused: {}", kind.name(), e.getMessage());
            return SignedAnswer.refusal(400);
        }
        return answer(kind, question, now);
    }

    private <Q> SignedAnswer answer(Questioning<Q> kind, Q question, long now) {
        if (!application.equals(kind.application(question))) {
            log.error(
                    "{} for application {} came to {} and was refused; its check address has to be corrected",
                    kind.name(),
                    kind.application(question),
                    application);
            return SignedAnswer.refusal(403);
        }
        if (!askedBefore.isFirst(kind.requestId(question), now)) {
            log.warn(
                    "{} with the id {} was asked before and is refused; the service asks again in a new one",
                    kind.name(),
                    kind.requestId(question));
            return SignedAnswer.refusal(409);
        }
        if (!turns.tryAcquire()) {
            return SignedAnswer.refusal(503);
        }
        try {
            byte[] answer = json.writeValueAsBytes(kind.answer(question));
            long answeredAt = clock.millis();
            return new SignedAnswer(200, answer, answeredAt, kind.sign(key, answeredAt, answer));
        } catch (UnreadableQuestionException e) {
            log.warn("{} with the id {} was refused: {}", kind.name(), kind.requestId(question), e.getMessage());
            return SignedAnswer.refusal(400);
        } catch (DataAccessException | TransactionException | UnansweredException e) {
            log.warn(
                    "{} with the id {} is not answered; the service asks again: {}",
                    kind.name(),
                    kind.requestId(question),
                    e.toString());
            return SignedAnswer.refusal(503);
        } catch (RuntimeException e) {
            log.error("{} with the id {} failed and is answered 500", kind.name(), kind.requestId(question), e);
            return SignedAnswer.refusal(500);
        } finally {
            turns.release();
        }
    }

    private static @Nullable Long millis(@Nullable String timestamp) {
        try {
            return timestamp == null ? null : Long.valueOf(timestamp);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
