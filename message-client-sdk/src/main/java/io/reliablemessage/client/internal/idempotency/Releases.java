package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.protocol.BusinessKey;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Forgets that a message took effect, in the transaction that is under way, so that the next delivery takes effect again.
 *
 * <p>An entity with states or versions is put back behind the message, so that its redelivery is neither a duplicate nor late; but only if this
 * message is the one that brought it where it is. What has moved on since stays: there the older effect is rightly not seen any more.
 */
public final class Releases {
    /** Why a message that a flag has seen would not take effect again. */
    public static final String FLAG_STAYS = "The flag in Redis is kept for its retention and would refuse the message";

    private final JdbcTables tables;
    private final JdbcIdempotencyRecords records;
    private final Duration patience;

    /** @param patience how long a lock is waited for */
    public Releases(JdbcTables tables, JdbcIdempotencyRecords records, Duration patience) {
        this.tables = tables;
        this.records = records;
        this.patience = patience;
    }

    /**
     * @param detail for a person
     */
    public record Release(Kind kind, String detail) {

        /** What became of it. */
        public enum Kind {
            FORGOTTEN,
            NOTHING,
            MOVED_ON,
            UNSUPPORTED
        }
    }

    /**
     * @param key the message's; {@code null} if it has none
     * @throws UnreadableMessageException if the key lacks a field that the listener selects
     * @throws KeyInUseException if a delivery of the key is at work
     */
    public Release release(Listened listened, @Nullable BusinessKey key, UUID messageId) {
        Protection protection = listened.protection();
        if (protection instanceof Protection.Flag) {
            return new Release(Release.Kind.UNSUPPORTED, FLAG_STAYS);
        }
        IdempotencyKey effect = protection.key().keyOf(listened.group(), key, messageId);
        records.forget(IdempotencyKey.ofSkipped(listened.group(), messageId));
        Optional<RecordedEffect> recorded = records.findForUpdate(effect);
        if (recorded.isEmpty()) {
            return new Release(Release.Kind.NOTHING, "Nothing is remembered of " + effect.text());
        }
        UUID mover = recorded.get().messageId();
        boolean back = true;
        if (protection instanceof Protection.States states) {
            back = putBack(
                    JdbcEntities.states(tables.dataSource(), tables.dialect(), patience),
                    states.entity().entityOf(listened.group(), key),
                    mover,
                    state -> before(states.order(), state));
        } else if (protection instanceof Protection.Versions versions) {
            back = putBack(
                    JdbcEntities.versions(tables.dataSource(), tables.dialect(), patience),
                    versions.entity().entityOf(listened.group(), key),
                    mover,
                    version -> version - 1);
        }
        if (!back) {
            return new Release(
                    Release.Kind.MOVED_ON,
                    "The entity has moved on since; the effect of " + effect.text() + " would be late");
        }
        records.forget(effect);
        return new Release(Release.Kind.FORGOTTEN, "");
    }

    private static @Nullable String before(StateOrder order, String state) {
        int rank = order.rank(state).orElse(0);
        return rank == 0 ? null : order.oneAt(rank - 1);
    }

    /** @param before where an entity was before; {@code null}: nowhere */
    private static <V> boolean putBack(JdbcEntities<V> entities, IdempotencyKey entity, UUID mover, Before<V> before) {
        Optional<JdbcEntities.Position<V>> seen = entities.lock(entity);
        if (seen.isEmpty()) {
            return true;
        }
        if (!seen.get().messageId().equals(mover)) {
            return false;
        }
        V now = seen.get().value();
        V earlier = before.of(now);
        return earlier == null ? entities.forget(entity, now) : entities.move(entity, now, earlier, mover);
    }

    private interface Before<V> {
        @Nullable
        V of(V value);
    }
}
