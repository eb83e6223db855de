package io.reliablemessage.benchmarks.kernel;

import io.reliablemessage.service.outbox.BatchingWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** The service's batching writer with a transaction that does nothing: what it costs callers to meet. As many writers and items as by default. */
@State(Scope.Benchmark)
public class Writer {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final BatchingWriter<String, String> writer =
            new BatchingWriter<>("benchmark", 2, 200, Function.identity());
    private final List<String> call = List.of("item");

    @Benchmark
    @Threads(1)
    public List<String> write1() {
        return writer.write(call, TIMEOUT);
    }

    @Benchmark
    @Threads(8)
    public List<String> write8() {
        return writer.write(call, TIMEOUT);
    }

    @Benchmark
    @Threads(64)
    public List<String> write64() {
        return writer.write(call, TIMEOUT);
    }

    @TearDown
    public void close() {
        writer.close();
    }
}
