package io.reliablemessage.benchmarks.site;

import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.subject.LoadResult;
import io.reliablemessage.benchmarks.subject.Reply;
import io.reliablemessage.benchmarks.subject.Request;
import io.reliablemessage.benchmarks.subject.Request.Verb;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import io.reliablemessage.benchmarks.subject.SubjectProcess;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** The process of one subject, from outside. It lives through all rounds, so that its code stays compiled; between them it is closed. */
public final class SubjectClient implements AutoCloseable {
    private final SubjectKind kind;
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader replies;
    private final JsonMapper json = JsonMapper.builder().build();
    private long allocatedBytes;

    SubjectClient(Jvm jvm, SubjectKind kind) {
        this.kind = kind;
        try {
            process = jvm.withClass("subject-" + kind.id(), "512m", SubjectProcess.class, kind.name())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        requests = process.outputWriter(StandardCharsets.UTF_8);
        replies = process.inputReader(StandardCharsets.UTF_8);
    }

    public SubjectKind kind() {
        return kind;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Bytes allocated in the process during the last request. */
    public long allocatedBytes() {
        return allocatedBytes;
    }

    public void open(Surroundings surroundings) {
        ask(new Request(Verb.OPEN, surroundings, 0, 0, 0, 0));
    }

    /** See {@code Load.closedLoop}. */
    public LoadResult closedLoop(int threads, Duration duration, int mostUnderWay) {
        return result(new Request(Verb.CLOSED_LOOP, null, threads, 0, duration.toMillis(), mostUnderWay));
    }

    /** See {@code Load.fixedRate}. */
    public LoadResult fixedRate(int threads, double perSecond, Duration duration) {
        return result(new Request(Verb.FIXED_RATE, null, threads, perSecond, duration.toMillis(), 0));
    }

    /** Until it is opened anew. */
    public void holdBack() {
        ask(new Request(Verb.HOLD_BACK, null, 0, 0, 0, 0));
    }

    /** Ends what the subject does; the process stays. */
    public void rest() {
        ask(new Request(Verb.CLOSE, null, 0, 0, 0, 0));
    }

    private LoadResult result(Request request) {
        return Objects.requireNonNull(ask(request).result());
    }

    private Reply ask(Request request) {
        try {
            requests.write(json.writeValueAsString(request));
            requests.newLine();
            requests.flush();
            String line = replies.readLine();
            if (line == null) {
                throw new IllegalStateException("The process of " + kind + " has ended; see its log");
            }
            Reply reply = json.readValue(line, Reply.class);
            if (reply.failure() != null) {
                throw new IllegalStateException(kind + " failed: " + reply.failure());
            }
            allocatedBytes = reply.allocatedBytes();
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
