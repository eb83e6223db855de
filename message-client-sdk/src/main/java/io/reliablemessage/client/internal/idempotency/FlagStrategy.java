package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.internal.idempotency.Flags.Sight;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Take the flag with a lease, let the strategy behind it act, mark the flag as done.
 *
 * <p>A crash while the listener runs leaves the lease, and the next delivery after its end begins anew. A crash between the commit and the
 * mark does so, too: then the effect happens twice, unless a table is behind the flag.
 */
final class FlagStrategy implements Strategy {
    private static final Logger log = LoggerFactory.getLogger(FlagStrategy.class);
    private static final String PREFIX = "reliable-message:";
    private static final int MARK_TRIES = 2;

    private final Flags flags;
    private final Leases leases;
    private final Protection.Flag protection;
    private final Strategy behind;

    FlagStrategy(Flags flags, Leases leases, Protection.Flag protection, Strategy behind) {
        this.flags = flags;
        this.leases = leases;
        this.protection = protection;
        this.behind = behind;
    }

    @Override
    public Effect takeEffect(Attempt attempt) {
        IdempotencyKey key = protection.key().keyOf(attempt.delivery());
        String flag = PREFIX + key.group() + ":" + HexFormat.of().formatHex(key.hash());
        String token = UUID.randomUUID().toString();
        Sight sight;
        try {
            sight = flags.begin(flag, token, protection.lease());
        } catch (RuntimeException e) {
            if (!protection.inTable()) {
                throw e;
            }
            log.warn(
                    "Redis does not tell about message {} ({}); the table alone decides",
                    attempt.delivery().id(),
                    e.getMessage());
            return behind.takeEffect(attempt);
        }
        if (sight instanceof Sight.Running running) {
            throw new KeyInUseException("Another copy has the flag of " + key.text(), running.left());
        }
        return sight instanceof Sight.Done done ? repeated(key, done, attempt) : begun(flag, token, attempt);
    }

    private Effect begun(String flag, String token, Attempt attempt) {
        Leases.Lease lease = leases.keep(flag, token, protection.lease(), attempt.delivery());
        Effect effect;
        try {
            effect = behind.takeEffect(attempt);
        } catch (RuntimeException | Error e) {
            lease.close();
            if (!attempt.endsProcess(e)) {
                release(flag, token, attempt);
            }
            throw e;
        }
        lease.close();
        if (effect.kind() == Effect.Kind.CONFLICT) {
            release(flag, token, attempt);
        } else {
            mark(flag, token, attempt);
        }
        return effect;
    }

    private Effect repeated(IdempotencyKey key, Sight.Done done, Attempt attempt) {
        byte[] first = HexFormat.of().parseHex(done.payloadHash());
        return Arrays.equals(first, attempt.payloadHash())
                ? Effect.DUPLICATE
                : Conflicts.of(key, UUID.fromString(done.messageId()), first, attempt);
    }

    /** Nothing that happens here can take the effect back, so nothing may make a failure of it. */
    private void mark(String flag, String token, Attempt attempt) {
        UUID id = attempt.delivery().id();
        Sight.Done done = new Sight.Done(id.toString(), HexFormat.of().formatHex(attempt.payloadHash()));
        RuntimeException failure = new IllegalStateException("not tried");
        for (int i = 0; i < MARK_TRIES; i++) {
            try {
                if (!flags.done(flag, token, done, protection.retention()) && !protection.inTable()) {
                    log.error(
                            "The lease of message {} ended before its effect was marked and another copy took it; "
                                    + "the effect may happen twice",
                            id);
                }
                return;
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (protection.inTable()) {
            log.warn("Redis does not take the mark of message {}; the table decides about copies of it", id, failure);
        } else {
            log.error(
                    "Redis does not take the mark of message {}; a copy that comes after the lease takes effect again",
                    id,
                    failure);
        }
    }

    private void release(String flag, String token, Attempt attempt) {
        try {
            flags.release(flag, token);
        } catch (RuntimeException e) {
            log.warn(
                    "The flag of message {} could not be given back ({}); the next delivery waits for the end of its lease",
                    attempt.delivery().id(),
                    e.getMessage());
        }
    }
}
