package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.Rejected;
import io.reliablemessage.client.RetryLater;
import io.reliablemessage.client.Skipped;
import io.reliablemessage.client.internal.idempotency.Effect;
import io.reliablemessage.client.internal.idempotency.KeyInUseException;
import io.reliablemessage.client.internal.idempotency.UnreadableMessageException;
import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.Receipt;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says, and logs, what a delivery came to. */
final class Answers {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    /** What the service takes for the length of a wait. */
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Receipts receipts;

    Answers(Receipts receipts) {
        this.receipts = receipts;
    }

    Receipt inProgress(Incoming message, Duration extension) {
        return receipts.inProgress(message, extension);
    }

    Answer effect(Listener listener, Incoming message, Effect effect) {
        return switch (effect.kind()) {
            case TAKEN -> new Answer(Outcome.CONSUMED, receipts.consumed(message));
            case DUPLICATE -> new Answer(Outcome.DUPLICATE, receipts.consumed(message));
            case QUERIED -> new Answer(Outcome.QUERIED, receipts.consumed(message));
            case LATE -> ignored(listener, message, Outcome.LATE, effect.detail());
            case STALE -> ignored(listener, message, Outcome.STALE, effect.detail());
            case CONFLICT -> conflict(listener, message, effect.detail());
        };
    }

    Answer failure(Listener listener, Incoming message, Throwable thrown) {
        Throwable failure = thrown instanceof ListenerAttempt.CheckedFailure checked ? checked.unwrapped() : thrown;
        if (failure instanceof SimulatedCrash crash) {
            throw crash;
        }
        if (failure instanceof KeyInUseException inUse) {
            Delivery delivery = message.delivery();
            log.info(
                    "Message {} for {} on {} is still being worked on by another copy, which will report; this one is let go",
                    delivery.id(),
                    listener.group(),
                    listener.topic());
            return new Answer(
                    Outcome.IN_PROGRESS,
                    inUse.left().map(left -> untilFree(message, left)).orElse(null));
        }
        if (failure instanceof UnreadableMessageException) {
            return rejection(listener, message, failure, Outcome.UNREADABLE, DeadLetterReason.UNREADABLE);
        }
        if (failure instanceof Rejected) {
            return rejection(listener, message, failure, Outcome.REJECTED, DeadLetterReason.REJECTED);
        }
        if (failure instanceof Skipped) {
            return ignored(listener, message, Outcome.SKIPPED, String.valueOf(failure.getMessage()));
        }
        ConsumeError error = ErrorReport.of(
                DeadLetterReason.ATTEMPTS_EXHAUSTED, failure, listener.method().declaredBy());
        return failure instanceof RetryLater later
                ? postponed(listener, message, later, error)
                : failed(listener, message, failure, error);
    }

    /** The holder may have died; without this word each delivery until the end of its lease would use up an attempt. */
    private Receipt untilFree(Incoming message, Duration left) {
        Duration wait = left.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : left;
        return receipts.inProgress(message, wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    private Answer ignored(Listener listener, Incoming message, Outcome outcome, String why) {
        log.info(
                "Message {} has no effect in {} for {} on {}: {}; it counts as consumed",
                message.delivery().id(),
                listener.method(),
                listener.group(),
                listener.topic(),
                why);
        return new Answer(outcome, receipts.consumed(message));
    }

    private Answer postponed(Listener listener, Incoming message, RetryLater later, ConsumeError error) {
        log.info(
                "Message {} is too early in {} for {} on {} at attempt {}: {}; the service delivers it again after {}",
                message.delivery().id(),
                listener.method(),
                listener.group(),
                listener.topic(),
                message.delivery().attempt(),
                later.getMessage(),
                later.after());
        return new Answer(Outcome.POSTPONED, receipts.postponed(message, later.after(), error));
    }

    private Answer failed(Listener listener, Incoming message, Throwable failure, ConsumeError error) {
        log.warn(
                "Message {} failed in {} for {} on {} at attempt {}; it was rolled back and the service delivers it again by its schedule",
                message.delivery().id(),
                listener.method(),
                listener.group(),
                listener.topic(),
                message.delivery().attempt(),
                failure);
        return new Answer(Outcome.FAILED, receipts.failed(message, error));
    }

    private Answer conflict(Listener listener, Incoming message, String detail) {
        log.error(
                "Message {} for {} on {} is a conflict: {}; the listener was not called and the message goes to the dead letters",
                message.delivery().id(),
                listener.group(),
                listener.topic(),
                detail);
        KeyConflictException conflict = new KeyConflictException(detail);
        return new Answer(
                Outcome.KEY_CONFLICT,
                receipts.rejected(
                        message,
                        ErrorReport.of(
                                DeadLetterReason.KEY_CONFLICT,
                                conflict,
                                listener.method().declaredBy())));
    }

    private Answer rejection(
            Listener listener, Incoming message, Throwable failure, Outcome outcome, DeadLetterReason reason) {
        log.warn(
                "Message {} is {} in {} for {} on {}: {}; it goes to the dead letters",
                message.delivery().id(),
                reason,
                listener.method(),
                listener.group(),
                listener.topic(),
                failure.getMessage());
        return new Answer(
                outcome,
                receipts.rejected(
                        message,
                        ErrorReport.of(reason, failure, listener.method().declaredBy())));
    }
}
