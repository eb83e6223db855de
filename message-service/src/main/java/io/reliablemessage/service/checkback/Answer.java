package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.Verdict;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What came back for one question. */
sealed interface Answer {

    /** Why there are no verdicts, for people; {@code null} if there are. */
    @Nullable
    String detail();

    /**
     * The application answered; what it gave no verdict for is {@link Verdict#UNKNOWN}. So is everything if the answer is not a signed
     * answer to this question.
     */
    record Answered(Map<UUID, Verdict> verdicts, @Nullable String detail) implements Answer {
        static Answered unreadable(String reason) {
            return new Answered(Map.of(), reason);
        }

        Verdict of(UUID id) {
            return verdicts.getOrDefault(id, Verdict.UNKNOWN);
        }
    }

    /** Nobody who could know was reached; it uses up no check. */
    record Unanswered(String detail) implements Answer {}
}
