package io.reliablemessage.testkit.memory;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How one message stands with one group. */
final class GroupDelivery {
    final String group;
    final Set<String> failedAttempts = new HashSet<>();
    Standing standing = Standing.OWING;
    int round;
    int attempts;
    Instant dueAt;

    @Nullable
    Instant expiresAt;

    @Nullable
    DeadLetterState letter;

    @Nullable
    DeadLetterReason reason;

    @Nullable
    ConsumeError error;

    enum Standing {
        /** Its receipt is outstanding. */
        OWING,
        CONSUMED,
        /** It has an open dead letter. */
        DEAD,
        DISCARDED
    }

    GroupDelivery(String group, Instant dueAt, @Nullable Instant expiresAt) {
        this.group = group;
        this.dueAt = dueAt;
        this.expiresAt = expiresAt;
    }

    boolean isOwing() {
        return standing == Standing.OWING;
    }

    boolean isExpired(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    void consumed() {
        standing = Standing.CONSUMED;
        if (letter != null && letter != DeadLetterState.DISCARDED) {
            letter = DeadLetterState.RESOLVED;
        }
    }

    void buried(DeadLetterReason why, @Nullable ConsumeError last) {
        standing = Standing.DEAD;
        letter = DeadLetterState.OPEN;
        reason = why;
        error = last;
    }

    /** A fresh budget, due at once. An expiry that has passed no longer counts. */
    void replayed(Instant now) {
        standing = Standing.OWING;
        letter = DeadLetterState.REPLAYING;
        round++;
        attempts = 0;
        dueAt = now;
        expiresAt = isExpired(now) ? null : expiresAt;
    }

    void discarded() {
        standing = Standing.DISCARDED;
        letter = DeadLetterState.DISCARDED;
    }
}
