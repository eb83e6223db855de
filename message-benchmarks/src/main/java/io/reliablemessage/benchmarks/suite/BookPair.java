package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Kind;
import io.reliablemessage.benchmarks.books.BooksRequest;
import io.reliablemessage.benchmarks.books.FullAnswer;
import io.reliablemessage.benchmarks.books.FullRequest;
import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.measure.PeakHeap;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.site.Administration;
import io.reliablemessage.benchmarks.site.BooksBench;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.protocol.reconciliation.EntriesQuestion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** The messages of one day at a node of message-service, and the same facts in an application's table, until some are taken away. */
final class BookPair implements AutoCloseable {
    private static final String ANSWERS_AT = "/reliable-message/";
    private static final int POOL = 4;
    private static final long SEED = 20_261_130;
    private static final Duration RUN_LIMIT = Duration.ofMinutes(20);
    private static final Duration SAYING = Duration.ofSeconds(5);

    private final Bench bench;
    private final Rig rig;
    private final BooksBench processes;
    private final JdbcBooks tables;
    private final int keys;
    private final String address;
    private final Instant to;
    private final Random random = new Random(SEED);
    private final Map<String, DiscrepancyType> planted = new HashMap<>();
    private final Set<Integer> taken = new HashSet<>();

    private BookPair(Bench bench, Rig rig, BooksBench processes, int keys, int port) throws SQLException {
        this.bench = bench;
        this.rig = rig;
        this.processes = processes;
        this.tables = new JdbcBooks(bench.site().database());
        this.keys = keys;
        this.address = "http://127.0.0.1:" + port + ANSWERS_AT;
        this.to = tables.today();
    }

    /**
     * Starts service and application and loads both books, all of yesterday.
     *
     * @param keys 1 to {@link io.reliablemessage.benchmarks.backlog.Backlog#MOST_A_DAY}
     */
    static BookPair open(Bench bench, int keys) throws SQLException, IOException {
        int port = freePort();
        Rig.Plan plan =
                Rig.Plan.USUAL.on(Rig.Broker.ABSORBING).askedAt("http://127.0.0.1:" + port + ANSWERS_AT + "check-back");
        Rig rig = Rig.open(bench, plan);
        BookPair pair = new BookPair(bench, rig, bench.site().books(), keys, port);
        try {
            pair.load(port);
            return pair;
        } catch (SQLException | RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    private void load(int port) throws SQLException {
        rig.awaitTurns();
        processes.open(new BooksRequest(
                new Surroundings(
                        bench.site().emptySchema(JdbcBooks.SCHEMA),
                        bench.site().database().user(),
                        bench.site().database().password(),
                        "",
                        Rig.TOPIC,
                        POOL,
                        0,
                        rig.nodes().first().url(),
                        rig.token(),
                        null),
                port,
                Rig.APPLICATION));
        bench.progress().say(String.format("reconciliation: loading %,d messages and as many facts", keys));
        rig.backlog().stage(Rig.rows(Kind.FINISHED), keys, 1, 1).appear();
        tables.makeFacts();
        // Of yesterday: past this horizon, so that what is on one side only is a discrepancy at once.
        rig.nodes().administration().compareFacts(Rig.TOPIC, Rig.APPLICATION, Duration.ofSeconds(1));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Takes away facts and messages at random, half of each, until the books differ in so many keys. */
    void differBy(int differences) throws SQLException {
        List<Integer> facts = new ArrayList<>();
        List<Integer> messages = new ArrayList<>();
        while (taken.size() < differences) {
            int order = random.nextInt(keys);
            if (taken.add(order)) {
                boolean fact = taken.size() % 2 == 0;
                (fact ? facts : messages).add(order);
                planted.put(
                        JdbcBooks.key(order).toString(),
                        fact ? DiscrepancyType.GHOST_MESSAGE : DiscrepancyType.MISSING_MESSAGE);
            }
        }
        tables.removeFacts(facts);
        tables.removeMessages(messages);
    }

    /**
     * What one comparison cost.
     *
     * @param questions put to the application
     * @param bytes of questions and answers
     * @param comparingMebibytes the peak in the heap of the side that compares; {@code theirMebibytes} in the application's
     */
    record Cost(
            long questions,
            long bytes,
            double seconds,
            long found,
            long comparingMebibytes,
            long theirMebibytes,
            Usage usage) {}

    /**
     * Has the service compare the books.
     *
     * @throws IllegalStateException if it does not find exactly what was planted
     */
    Cost reconcile() throws SQLException {
        tables.forgetDiscrepancies();
        Administration administration = rig.nodes().administration();
        PeakHeap ours = watch(rig.nodes().first().process());
        PeakHeap theirs = watch(processes.application());
        Usage.Watch watch = Usage.watch(bench.site());
        ReconciliationRun run = await(administration, administration.startRun(Rig.TOPIC, from(), to));
        Usage usage = watch.end();
        ReconciliationRun.Comparison facts = run.comparisons().stream()
                .filter(each -> each.kind() == ReconciliationRun.Kind.FACTS)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The run has compared no facts"));
        check(run, tables.discrepancies());
        return new Cost(
                facts.questions(),
                facts.bytes(),
                Duration.between(run.startedAt(), Objects.requireNonNull(run.finishedAt()))
                                .toMillis()
                        / 1e3,
                planted.size(),
                ours.endMebibytes(),
                theirs.endMebibytes(),
                usage);
    }

    private PeakHeap watch(ProcessHandle process) {
        return PeakHeap.watch(process, bench.site().folder());
    }

    /** Facts are older than their messages. */
    private Instant from() {
        return to.minus(Duration.ofDays(1)).minus(Duration.ofMinutes(1));
    }

    private ReconciliationRun await(Administration administration, ReconciliationRun started) {
        ReconciliationRun[] run = {started};
        long[] said = {System.nanoTime()};
        Await.until("the run ends", RUN_LIMIT, () -> {
            run[0] = administration.run(started.id());
            if (System.nanoTime() - said[0] > SAYING.toNanos()) {
                said[0] = System.nanoTime();
                bench.progress().say("reconciliation: the run is at " + run[0].progressPercent() + " %");
            }
            return run[0].state() != RunState.RUNNING;
        });
        return run[0];
    }

    private void check(ReconciliationRun run, Map<String, DiscrepancyType> found) {
        if (run.state() != RunState.DONE) {
            throw new IllegalStateException("The run is " + run.state() + ": " + run);
        }
        if (!found.equals(planted)) {
            Set<String> missed = new HashSet<>(planted.keySet());
            missed.removeAll(found.keySet());
            Set<String> invented = new HashSet<>(found.keySet());
            invented.removeAll(planted.keySet());
            throw new IllegalStateException(String.format(
                    "Of %,d planted differences the run misses %,d, and it finds %,d others; the rest have types of their own: %s",
                    planted.size(), missed.size(), invented.size(), run));
        }
    }

    /**
     * Compares all entries, beside the service.
     *
     * @throws IllegalStateException if not exactly what was planted is found
     */
    Cost compareAll() throws SQLException {
        PeakHeap ours = watch(processes.comparison());
        PeakHeap theirs = watch(processes.application());
        Usage.Watch watch = Usage.watch(bench.site());
        FullAnswer answer = processes.compare(new FullRequest(
                bench.site().database().jdbcUrl(Rig.SCHEMA) + "&allowPublicKeyRetrieval=true",
                bench.site().database().user(),
                bench.site().database().password(),
                address + "reconciliation/" + EntriesQuestion.ACTION,
                Rig.APPLICATION,
                rig.token(),
                Rig.TOPIC,
                from(),
                to));
        Usage usage = watch.end();
        long ghosts = planted.values().stream()
                .filter(DiscrepancyType.GHOST_MESSAGE::equals)
                .count();
        if (answer.messagesAlone() != ghosts || answer.factsAlone() != planted.size() - ghosts) {
            throw new IllegalStateException(
                    "The plain comparison finds " + answer + " of " + planted.size() + " differences");
        }
        return new Cost(
                answer.questions(),
                answer.bytes(),
                usage.seconds(),
                planted.size(),
                ours.endMebibytes(),
                theirs.endMebibytes(),
                usage);
    }

    @Override
    public void close() {
        processes.close();
        rig.close();
    }
}
