package io.reliablemessage.service.delivery;

import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.pause.PausesInForce;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Ends messages whose {@code expiresAt} has passed. The due time never lies behind it, so the due index finds them. */
@Component
class Expiry implements Duty {
    private static final Logger log = LoggerFactory.getLogger(Expiry.class);
    private static final int BATCH_PER_SHARD = 50;

    private final Claims claims;
    private final Lookout lookout;
    private final PausesInForce pauses;

    Expiry(Claims claims, Lookout lookout, PausesInForce pauses) {
        this.claims = claims;
        this.lookout = lookout;
        this.pauses = pauses;
    }

    @Override
    public String name() {
        return "expiry";
    }

    @Override
    public int groups() {
        return 1;
    }

    @Override
    public Duration pause() {
        return Duration.ofSeconds(5);
    }

    /** What is paused may expire too, and the lookout does not look there. */
    @Override
    public String sign() {
        return pauses.sign();
    }

    @Override
    public boolean mayHaveWork(Set<Integer> shards) {
        return lookout.seesDue(Shards.ALL);
    }

    @Override
    public boolean step(Set<Integer> shards) {
        return expireDue() > 0;
    }

    int expireDue() {
        int expired = claims.expireDue(Shards.ALL, BATCH_PER_SHARD);
        if (expired > 0) {
            log.warn(
                    "{} messages expired before every group had sent its receipt; they are not delivered any more",
                    expired);
        }
        return expired;
    }
}
