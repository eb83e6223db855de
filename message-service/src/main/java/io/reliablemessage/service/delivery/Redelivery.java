package io.reliablemessage.service.delivery;

import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Publishes what is due: attempts after the first, delayed messages, and what a node left behind that died after a confirm. */
@Component
class Redelivery implements Duty {
    static final String NAME = "redelivery";
    static final Duration PAUSE = Duration.ofSeconds(2);

    private final Claims claims;
    private final Publisher publisher;
    private final Breaker breaker;
    private final DeliveryProperties properties;
    private final Lookout lookout;

    Redelivery(Claims claims, Publisher publisher, Breaker breaker, DeliveryProperties properties, Lookout lookout) {
        this.claims = claims;
        this.publisher = publisher;
        this.breaker = breaker;
        this.properties = properties;
        this.lookout = lookout;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int groups() {
        return 4;
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public boolean mayHaveWork(Set<Integer> shards) {
        return breaker.mayClaim() && lookout.seesDue(shards);
    }

    @Override
    public boolean step(Set<Integer> shards) {
        return deliverDue(shards);
    }

    /** Claims one batch and hands it to the broker; nothing while the breaker is open or the broker has enough to do. */
    boolean deliverDue(Set<Integer> shards) {
        int wanted = Math.min(publisher.room(), 2 * properties.batch() * shards.size());
        int permits = breaker.permits(wanted);
        int perShard = permits / (2 * shards.size());
        if (permits > 0 && perShard == 0) {
            perShard = 1;
        }
        if (perShard == 0) {
            return false;
        }
        int unused = permits;
        Claims.Won won;
        try {
            won = claims.claimDue(shards, perShard);
            unused -= won.messages().size();
            if (!won.more()) {
                lookout.foundNothingIn(shards);
            }
        } finally {
            // Permits that are lost while the breaker is half open would keep it so for ever.
            breaker.release(unused);
        }
        if (!won.messages().isEmpty()) {
            publisher.publish(won.messages());
        }
        return won.more();
    }
}
