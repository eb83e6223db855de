package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.RetryLater;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets an entity only go forward. Its row decides: the guarded update succeeds only where the entity was seen, and holds the row until
 * the end of the transaction, so that two messages of one entity take effect one after the other.
 *
 * <p>Whoever finds that the entity was moved meanwhile begins a new transaction, which locks the row before it reads anything: in the old
 * one the listener might see the data as they were before that move.
 */
final class EntityCondition<V> implements Condition {
    private static final Duration BUSY_PAUSE = Duration.ofSeconds(1);

    private final KeySelection selection;
    private final JdbcEntities<V> entities;
    private final Rule<V> rule;

    EntityCondition(KeySelection selection, JdbcEntities<V> entities, Rule<V> rule) {
        this.selection = selection;
        this.entities = entities;
        this.rule = rule;
    }

    /** What an entity may do next. */
    interface Rule<V> {
        /** @throws RuntimeException if the message has none, or none that was declared */
        V read(Attempt attempt);

        /**
         * @param seen where the entity is; empty for one that nothing is known of
         * @return {@link Effect#TAKEN} to move it on
         * @throws RetryLater if the message is to wait
         * @throws io.reliablemessage.client.Rejected if it is impossible
         */
        Effect decide(IdempotencyKey entity, Optional<JdbcEntities.Position<V>> seen, V next, Attempt attempt);
    }

    @Override
    public Effect check(Attempt attempt, boolean again) {
        IdempotencyKey entity = selection.entityOf(attempt.delivery());
        V next = rule.read(attempt);
        try {
            Optional<JdbcEntities.Position<V>> seen = again ? entities.lock(entity) : entities.find(entity);
            Effect effect = rule.decide(entity, seen, next, attempt);
            if (effect.isTaken()
                    && !moved(entity, seen, next, attempt.delivery().id())) {
                throw new PassingException(entity.text() + " was moved by another message meanwhile");
            }
            return effect;
        } catch (KeyInUseException e) {
            // Not a copy of this message, so nobody reports for it.
            throw new RetryLater("Another message of " + entity.text() + " is still at work", BUSY_PAUSE);
        }
    }

    private boolean moved(IdempotencyKey entity, Optional<JdbcEntities.Position<V>> seen, V next, UUID id) {
        return seen.isEmpty()
                ? entities.begin(entity, next, id)
                : entities.move(entity, seen.get().value(), next, id);
    }
}
