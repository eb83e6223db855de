package io.reliablemessage.service.scheduling;

import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * One node's turn at one group of a duty: steps, and pauses where there is nothing to do or a step failed, until the turn is over.
 * A step that throws ends neither the turn nor the duty.
 */
final class Turn {

    /** Waits between steps. */
    interface Pause {
        long rung();

        void awaitRingSince(long seen, long millis) throws InterruptedException;
    }

    /** Hears of each step. */
    interface Steps {
        void started();

        void succeeded();

        void failed(Throwable failure, Duration nextTryAfter);
    }

    private final Duty duty;
    private final Set<Integer> shards;
    private final Predicate<Duty> signs;
    private final Pause pause;
    private final Steps steps;

    /** @param signs whether a sign of the duty's work is seen */
    Turn(Duty duty, Set<Integer> shards, Predicate<Duty> signs, Pause pause, Steps steps) {
        this.duty = duty;
        this.shards = shards;
        this.signs = signs;
        this.pause = pause;
        this.steps = steps;
    }

    /**
     * @param over asked before every step, and again after looking for work, which may take long
     * @throws InterruptedException if the thread is interrupted in a pause
     */
    void run(BooleanSupplier over) throws InterruptedException {
        boolean more = false;
        while (!over.getAsBoolean()) {
            long rung = pause.rung();
            more = stepFindsMore(more, over);
            if (!more && !over.getAsBoolean()) {
                pause.awaitRingSince(rung, duty.pause().toMillis());
            }
        }
    }

    private boolean stepFindsMore(boolean foundMore, BooleanSupplier over) {
        steps.started();
        try {
            boolean sign = duty.sign() != null && (foundMore || signs.test(duty));
            boolean more = (sign || duty.mayHaveWork(shards)) && !over.getAsBoolean() && duty.step(shards);
            steps.succeeded();
            return more;
        } catch (Throwable failure) {
            // Errors too: a duty that died silently of one would be missed only when its work is.
            steps.failed(failure, duty.pause());
            return false;
        }
    }
}
