package io.reliablemessage.service.application;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How long after its creation a message may be replayed without a warning: consumers keep their records for at least as long. Beyond it
 * a group may have forgotten that it took effect on the message's key.
 */
@Component
public final class ReplayHorizon {
    private static final Duration LEAST = Duration.ofDays(1);
    private static final Duration MOST = Duration.ofDays(3650);

    private final Duration duration;

    ReplayHorizon(
            @Value("${reliable-message.replay-horizon:${reliable-message.retention.keep:30d}}") Duration duration) {
        if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("reliable-message.replay-horizon must be between " + LEAST + " and "
                    + MOST + "; it is " + duration);
        }
        this.duration = duration;
    }

    public Duration duration() {
        return duration;
    }
}
