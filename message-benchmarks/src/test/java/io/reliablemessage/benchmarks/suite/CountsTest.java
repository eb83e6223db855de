package io.reliablemessage.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reliablemessage.benchmarks.measure.DatabaseCounters;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.path.PathNode;
import io.reliablemessage.benchmarks.path.PathShape;
import io.reliablemessage.benchmarks.site.Administration;
import io.reliablemessage.benchmarks.site.Nodes;
import io.reliablemessage.benchmarks.site.Site;
import io.reliablemessage.benchmarks.site.SubjectClient;
import io.reliablemessage.benchmarks.subject.LoadResult;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Guards what a message costs the database, by the server's own counters, with real processes. The limits leave room for a busy machine,
 * on which fewer messages meet in a batch, and are passed at once when batches stop to form or rows stop to be changed in place.
 */
class CountsTest {
    private static final Path HOME = Path.of("").toAbsolutePath().getParent();

    @TempDir
    static Path folder;

    static Site site;

    @BeforeAll
    static void openSite() throws IOException {
        try (var built = Files.list(HOME.resolve("message-service/target"))) {
            assumeTrue(
                    built.anyMatch(file -> file.toString().endsWith("-exec.jar")),
                    "SKIPPED: the counts of a message need message-service's jar; run mvn verify from the top");
        }
        site = Site.open(folder, HOME, "", List.of(), List.of("-XX:TieredStopAtLevel=1"));
    }

    @AfterAll
    static void closeSite() {
        if (site != null) {
            site.close();
        }
    }

    /** One insert each for order and message or fence, and the rest shared. */
    @ParameterizedTest(name = "{0}: {1} HTTP calls, {2} statements, {3} writing, {4} commits, {5} bytes of redo log")
    @CsvSource({"LOCAL, 0.6, 7.5, 2.6, 1.6, 7000", "PREPARE, 1.2, 11, 3.6, 2.6, 6500"})
    void messageOfABusinessTransactionCosts(
            SubjectKind kind, double calls, double statements, double writes, double commits, double redoBytes)
            throws SQLException {
        SubjectClient subject = site.open(kind, 16, 512);
        subject.closedLoop(8, Duration.ofSeconds(3), 2_000);
        double before = SendSuite.calls(site, kind);
        Usage.Watch watch = Usage.watch(site);
        LoadResult result = subject.closedLoop(8, Duration.ofSeconds(3), 2_000);
        DatabaseCounters cost = watch.end().database();
        double answered = SendSuite.calls(site, kind) - before;
        site.rest(subject);

        double messages = result.transactions();
        assertThat(result.missing()).isZero();
        assertThat(result.duplicates()).isZero();
        assertThat(answered / messages).as("HTTP calls").isPositive().isLessThan(calls);
        assertThat(cost.statements() / messages).as("statements").isLessThan(statements);
        assertThat(cost.writes() / messages).as("writing statements").isLessThan(writes);
        assertThat(cost.commits() / messages).as("commits").isLessThan(commits);
        assertThat(cost.redoBytes() / messages).as("bytes of redo log").isLessThan(redoBytes);
    }

    @Test
    void callsOf64CallersShareStatementsAndFlushes() throws SQLException {
        Nodes nodes = site.nodes("bench_counts");
        nodes.empty();
        nodes.addWith(PathNode.class, List.of());
        Administration administration = nodes.administration();
        administration.application("bench", "http://127.0.0.1:9/reliable-message/check-back");
        administration.topic("counts", List.of("PT1H"), 3);
        administration.subscription("counts", "group", "bench");
        PathShape shape = new PathShape(List.of("group"), 512);
        administration.path("coalesced", 64, Duration.ofSeconds(3), "bench", "counts", shape);

        Usage.Watch watch = Usage.watch(site);
        double messages = administration
                .path("coalesced", 64, Duration.ofSeconds(3), "bench", "counts", shape)
                .messages();
        DatabaseCounters cost = watch.end().database();
        nodes.stop();

        assertThat(cost.writes() / messages).as("writing statements").isLessThan(0.35);
        assertThat(cost.flushes() / messages).as("flushes").isLessThan(0.35);
        assertThat(cost.redoBytes() / messages).as("bytes of redo log").isLessThan(5_000);
    }
}
