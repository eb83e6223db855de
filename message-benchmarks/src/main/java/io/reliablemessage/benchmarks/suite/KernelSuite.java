package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.kernel.Codec;
import io.reliablemessage.benchmarks.kernel.Keys;
import io.reliablemessage.benchmarks.kernel.Writer;
import io.reliablemessage.benchmarks.report.Table;
import java.io.File;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The small pieces by JMH, in a fork each. Iterations are short: this tells what is dear, not the last percent. */
final class KernelSuite implements Suite {
    private static final String CLASS_PATH = "java.class.path";
    private static final TimeValue ITERATION = TimeValue.milliseconds(500);

    @Override
    public String name() {
        return "kernels";
    }

    @Override
    public String question() {
        return "keys, digests, JSON and the batching writer alone, by JMH";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        bench.progress().say("kernels");
        Options options = new OptionsBuilder()
                .include(Keys.class.getName())
                .include(Codec.class.getName())
                .include(Writer.class.getName())
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(2)
                .warmupTime(ITERATION)
                .measurementIterations(3)
                .measurementTime(ITERATION)
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xmx256m", "-Xms256m", "-XX:+UseSerialGC")
                .verbosity(VerboseMode.SILENT)
                .build();
        return List.of(table(run(options, bench.site().serviceClasses())));
    }

    /**
     * JMH gives its forks the class path of this process and has no option for more. The service's classes are not among those of the other
     * processes, since it would lend them its settings and libraries.
     */
    private static Collection<RunResult> run(Options options, Path serviceClasses) throws RunnerException {
        String classPath = System.getProperty(CLASS_PATH);
        System.setProperty(CLASS_PATH, classPath + File.pathSeparator + serviceClasses);
        try {
            return new Runner(options).run();
        } finally {
            System.setProperty(CLASS_PATH, classPath);
        }
    }

    private static Table table(Collection<RunResult> results) {
        Table table = new Table("kernels: nanoseconds and bytes allocated per operation; a batch has 50 items")
                .column("threads", "%d")
                .column("ns/op", "%,.0f")
                .column("±", "%,.0f")
                .column("op/s", "%,.0f")
                .column("B/op", "%,.0f");
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            int threads = result.getParams().getThreads();
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            table.row(
                    time.getLabel(),
                    threads,
                    time.getScore(),
                    time.getScoreError(),
                    threads * 1e9 / time.getScore(),
                    allocated == null ? null : allocated.getScore());
        }
        table.note("With several threads ns/op is how long each of them takes, and op/s what all do together.");
        return table;
    }
}
