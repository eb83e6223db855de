package io.reliablemessage.service.application;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A copy of slowly changing tables for the hot paths, at most one second old. From half a second on one caller renews it while the
 * others go on with what they have; nobody waits for another's query, since the other may be waiting for a connection.
 */
public final class RecentSnapshot<T> {
    private static final long RENEW_AFTER = Duration.ofMillis(500).toNanos();
    private static final long USELESS_AFTER = Duration.ofSeconds(1).toNanos();

    private final Supplier<T> load;
    private final ReentrantLock renewing = new ReentrantLock();
    private final AtomicReference<@Nullable Loaded<T>> current = new AtomicReference<>();

    public RecentSnapshot(Supplier<T> load) {
        this.load = load;
    }

    public T get() {
        Loaded<T> loaded = current.get();
        long age = loaded == null ? Long.MAX_VALUE : System.nanoTime() - loaded.startedAt;
        if (loaded != null && age < RENEW_AFTER) {
            return loaded.value;
        }
        if (renewing.tryLock()) {
            try {
                return reload();
            } finally {
                renewing.unlock();
            }
        }
        return loaded != null && age < USELESS_AFTER ? loaded.value : reload();
    }

    /** Reads the tables now. */
    public T reload() {
        long startedAt = System.nanoTime();
        T value = load.get();
        Loaded<T> mine = new Loaded<>(startedAt, value);
        current.accumulateAndGet(
                mine,
                (one, other) -> one != null && other != null && one.startedAt - other.startedAt > 0 ? one : other);
        return value;
    }

    private record Loaded<T>(long startedAt, T value) {}
}
