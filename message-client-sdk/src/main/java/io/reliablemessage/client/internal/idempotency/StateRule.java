package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.RetryLater;
import java.time.Duration;
import java.util.Optional;

/** States in their declared order. */
final class StateRule implements EntityCondition.Rule<String> {
    private static final Duration GAP_PAUSE = Duration.ofSeconds(5);

    private final String field;
    private final StateOrder order;
    private final boolean waits;

    StateRule(String field, StateOrder order, boolean waits) {
        this.field = field;
        this.order = order;
        this.waits = waits;
    }

    @Override
    public String read(Attempt attempt) {
        String state = KeySelection.field(attempt.delivery(), field);
        if (order.rank(state).isEmpty()) {
            throw new ImpossibleStateException("'" + state + "' is not one of the declared states " + order);
        }
        return state;
    }

    @Override
    public Effect decide(
            IdempotencyKey entity, Optional<JdbcEntities.Position<String>> seen, String next, Attempt attempt) {
        int rank = order.rank(next).orElseThrow();
        // A recorded state that is no longer declared is one from before the first.
        String now = seen.map(JdbcEntities.Position::value).orElse("");
        int reached = order.rank(now).orElse(-1);
        if (next.equals(now)) {
            return Effect.DUPLICATE;
        }
        if (rank < reached) {
            return new Effect(Effect.Kind.LATE, entity.text() + " is " + now + " already; " + next + " comes late");
        }
        if (rank == reached) {
            throw new ImpossibleStateException(entity.text() + " is " + now + "; it cannot become " + next);
        }
        if (waits && rank > reached + 1) {
            throw new RetryLater(
                    entity.text() + " has to become " + order.at(reached + 1) + " before " + next, GAP_PAUSE);
        }
        return Effect.TAKEN;
    }
}
