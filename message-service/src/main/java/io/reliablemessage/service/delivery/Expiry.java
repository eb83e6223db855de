package io.reliablemessage.service.delivery;

import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Ends messages whose {@code expiresAt} has passed. The due time never lies behind it, so the due index finds them. */
@Component
class Expiry implements Duty {
    private static final Logger log = LoggerFactory.getLogger(Expiry.class);
    private static final int BATCH_PER_SHARD = 50;
    private static final Set<Integer> ALL_SHARDS =
            IntStream.range(0, Shards.COUNT).boxed().collect(Collectors.toUnmodifiableSet());

    private final Claims claims;
    private final Lookout lookout;

    Expiry(Claims claims, Lookout lookout) {
        this.claims = claims;
        this.lookout = lookout;
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

    @Override
    public boolean mayHaveWork(Set<Integer> shards) {
        return claims.mayHold() || lookout.seesDue(ALL_SHARDS);
    }

    @Override
    public boolean step(Set<Integer> shards) {
        return expireDue() > 0;
    }

    int expireDue() {
        int expired = claims.expireDue(ALL_SHARDS, BATCH_PER_SHARD);
        if (expired > 0) {
            log.warn(
                    "{} messages expired before every group had sent its receipt; they are not delivered any more",
                    expired);
        }
        return expired;
    }
}
