package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.Verdict;
import io.reliablemessage.service.application.TopicCatalog;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait between questions about a message, and when to stop asking. */
final class Patience {
    private static final Duration MAX_WAIT = Duration.ofHours(1);
    private static final int MAX_DOUBLINGS = 20;
    private static final double JITTER = 0.1;

    private final TopicCatalog topics;
    private final Duration giveUpAfter;
    private final DoubleSupplier random;

    /** @param random gives a number from 0 to 1 for the jitter */
    Patience(TopicCatalog topics, Duration giveUpAfter, DoubleSupplier random) {
        this.topics = topics;
        this.giveUpAfter = giveUpAfter;
        this.random = random;
    }

    /**
     * The topic's grace, doubled with each question so far up to an hour, with ten percent of jitter so that what went wrong together
     * is not asked for together again.
     *
     * @return in milliseconds, at least 1
     */
    long millisUntilNext(DoubtfulMessage message) {
        long grace = Math.max(1, topics.byId(message.topicId()).checkGrace().toMillis());
        double doubled = grace * Math.pow(2, Math.min(message.asked(), MAX_DOUBLINGS));
        double capped = Math.min(doubled, Math.max(grace, MAX_WAIT.toMillis()));
        return Math.max(1, Math.round(capped * (1 - JITTER + 2 * JITTER * random.getAsDouble())));
    }

    /** Whether this answer, which decides nothing, was the last one to wait for. */
    boolean isOver(DoubtfulMessage message, Answer answer) {
        if (answer instanceof Answer.Answered) {
            return message.checks() + 1 >= topics.byId(message.topicId()).maxChecks();
        }
        return message.age().compareTo(giveUpAfter) >= 0;
    }

    /** Whether the answer decides the message. */
    static boolean isDecided(DoubtfulMessage message, Answer answer) {
        return answer instanceof Answer.Answered answered
                && (answered.of(message.id()) == Verdict.COMMITTED || answered.of(message.id()) == Verdict.ROLLED_BACK);
    }
}
