package io.reliablemessage.service.health;

import io.reliablemessage.protocol.management.Overview;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The overview, read from the database at most every five seconds on a node, however many people watch it. */
@Component
public class RecentOverview {
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    private final OverviewReader reader;
    private @Nullable Overview last;
    private long readNanos;

    RecentOverview(OverviewReader reader) {
        this.reader = reader;
    }

    /** Who comes while it is read waits for that. */
    public synchronized Overview get() {
        Overview known = last;
        if (known == null || System.nanoTime() - readNanos >= FRESH_NANOS) {
            known = reader.read();
            last = known;
            readNanos = System.nanoTime();
        }
        return known;
    }
}
