package io.reliablemessage.service.notice;

import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Removes notices whose time is up, in bounded steps. */
@Component
class NoticeRetention implements Duty {
    private static final Logger log = LoggerFactory.getLogger(NoticeRetention.class);
    private static final Duration KEEP_ACKNOWLEDGED = Duration.ofDays(7);
    private static final int BATCH = 500;

    private final JdbcNotices notices;
    private final NoticeProperties properties;

    NoticeRetention(JdbcNotices notices, NoticeProperties properties) {
        this.notices = notices;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "notice-retention";
    }

    @Override
    public Duration pause() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean step(Set<Integer> shards) {
        int lost = notices.removeUnacknowledged(properties.keep(), BATCH);
        if (lost > 0) {
            log.warn(
                    "{} notices that no application acknowledged within {} are removed; their producers are not told any more",
                    lost,
                    properties.keep());
        }
        int done = notices.removeAcknowledged(KEEP_ACKNOWLEDGED, BATCH);
        return lost == BATCH || done == BATCH;
    }
}
