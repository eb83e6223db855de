package io.reliablemessage.service.operator;

import io.reliablemessage.service.scheduling.Duty;
import io.reliablemessage.service.security.Sessions;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Removes sessions that have ended and failed logins that count no longer, in bounded steps. */
@Component
class LoginRetention implements Duty {
    private static final int BATCH = 500;

    private final Sessions sessions;
    private final LoginLimits limits;

    LoginRetention(Sessions sessions, LoginLimits limits) {
        this.sessions = sessions;
        this.limits = limits;
    }

    @Override
    public String name() {
        return "login-retention";
    }

    @Override
    public Duration pause() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean step(Set<Integer> shards) {
        int ended = sessions.removeExpired(BATCH);
        int old = limits.removeOld(BATCH);
        return ended == BATCH || old == BATCH;
    }
}
