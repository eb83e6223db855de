package io.reliablemessage.benchmarks.site;

import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.process.Child;
import io.reliablemessage.benchmarks.subject.LoadResult;
import io.reliablemessage.benchmarks.subject.Reply;
import io.reliablemessage.benchmarks.subject.Request;
import io.reliablemessage.benchmarks.subject.Request.Verb;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import io.reliablemessage.benchmarks.subject.SubjectProcess;
import java.time.Duration;
import java.util.Objects;

/** The process of one subject, from outside. It lives through all rounds, so that its code stays compiled; between them it is closed. */
public final class SubjectClient implements AutoCloseable {
    private final SubjectKind kind;
    private final Child<Request, Reply> process;
    private long allocatedBytes;

    SubjectClient(Jvm jvm, SubjectKind kind) {
        this.kind = kind;
        process = new Child<>(
                kind.label(),
                jvm.withClass("subject-" + kind.id(), "512m", SubjectProcess.class, kind.name()),
                Reply.class);
    }

    public SubjectKind kind() {
        return kind;
    }

    public ProcessHandle process() {
        return process.handle();
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
        Reply reply = process.ask(request);
        allocatedBytes = reply.allocatedBytes();
        return reply;
    }

    @Override
    public void close() {
        process.close();
    }
}
