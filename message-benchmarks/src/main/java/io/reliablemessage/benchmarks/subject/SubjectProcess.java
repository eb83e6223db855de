package io.reliablemessage.benchmarks.subject;

import com.sun.management.ThreadMXBean;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A process with one subject. Reads requests from its standard input and ends with it. */
public final class SubjectProcess {
    private final SubjectKind kind;
    private final JsonMapper json = JsonMapper.builder().build();
    private @Nullable Subject subject;
    private @Nullable Arrivals arrivals;
    private @Nullable Load load;

    private SubjectProcess(SubjectKind kind) {
        this.kind = kind;
    }

    /** The name of a {@link SubjectKind}. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        SubjectProcess process = new SubjectProcess(SubjectKind.valueOf(arguments[0]));
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(
                    process.json.writeValueAsString(process.answer(process.json.readValue(line, Request.class))));
            answers.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private Reply answer(Request request) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = allocated(threads);
        try {
            LoadResult result = act(request);
            return new Reply(null, result, allocated(threads) - before);
        } catch (Throwable e) {
            StringWriter stack = new StringWriter();
            e.printStackTrace(new PrintWriter(stack));
            return new Reply(stack.toString(), null, 0);
        }
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
        arrivals = kind.sends() ? new Arrivals(surroundings) : null;
        load = new Load(subject, arrivals);
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
