package io.reliablemessage.benchmarks.subject;

import com.sun.management.ThreadMXBean;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.process.Conversation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A process with one subject. Reads requests from its standard input and ends with it. */
public final class SubjectProcess {
    private final SubjectKind kind;
    private @Nullable Subject subject;
    private @Nullable Arrivals arrivals;
    private @Nullable Load load;

    private SubjectProcess(SubjectKind kind) {
        this.kind = kind;
    }

    /** The name of a {@link SubjectKind}. */
    public static void main(String[] arguments) throws IOException {
        SubjectProcess process = new SubjectProcess(SubjectKind.valueOf(arguments[0]));
        Conversation.hold(Request.class, process::answer);
    }

    private Reply answer(Request request) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = allocated(threads);
        LoadResult result = act(request);
        return new Reply(result, allocated(threads) - before);
    }

    private @Nullable LoadResult act(Request request) throws Exception {
        Duration duration = Duration.ofMillis(request.millis());
        switch (request.verb()) {
            case OPEN -> open(Objects.requireNonNull(request.surroundings()));
            case CLOSED_LOOP -> {
                return running().closedLoop(request.threads(), duration, request.mostUnderWay());
            }
            case FIXED_RATE -> {
                return running().fixedRate(request.threads(), request.perSecond(), duration);
            }
            case HOLD_BACK -> {
                if (!Objects.requireNonNull(subject).holdBack(true)) {
                    throw new UnsupportedOperationException(kind + " cannot be held back");
                }
            }
            case CLOSE -> close();
        }
        return null;
    }

    private Load running() {
        return Objects.requireNonNull(load, "not open");
    }

    private void open(Surroundings surroundings) {
        subject = kind.open(surroundings);
        arrivals = kind.sends() ? arrivals(surroundings) : null;
        load = new Load(subject, arrivals);
    }

    private static Arrivals arrivals(Surroundings surroundings) {
        return surroundings.effects() == null
                ? new BrokerArrivals(surroundings)
                : new EffectArrivals(Path.of(surroundings.effects()));
    }

    private void close() throws Exception {
        if (subject != null) {
            subject.close();
            subject = null;
        }
        if (arrivals != null) {
            arrivals.close();
            arrivals = null;
        }
        load = null;
    }

    private long allocated(ThreadMXBean threads) {
        long bytes = load == null ? 0 : load.allocatedBytes();
        for (long one : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            bytes += Math.max(0, one);
        }
        return bytes;
    }
}
