package io.reliablemessage.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reliablemessage.benchmarks.measure.Machine;
import io.reliablemessage.benchmarks.report.Progress;
import io.reliablemessage.benchmarks.site.Site;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards what a comparison asks an application, with real processes: that follows the differences and not the keys. Each run has to find exactly
 * what was planted, or it fails by itself.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReconciliationCountsTest {
    private static final Path HOME = Path.of("").toAbsolutePath().getParent();

    /** Two slices of messages. */
    private static final int KEYS = 60_000;

    /** Of the kind of book, and the digests of two slices. */
    private static final int QUESTIONS_WITHOUT_DIFFERENCES = 3;

    @TempDir
    static Path folder;

    static Site site;
    static BookPair books;

    @BeforeAll
    static void loadBooks() throws Exception {
        try (var built = Files.list(HOME.resolve("message-service/target"))) {
            assumeTrue(
                    built.anyMatch(file -> file.toString().endsWith("-exec.jar")),
                    "SKIPPED: the counts of a comparison need message-service's jar; run mvn verify from the top");
        }
        site = Site.open(folder, HOME, "", List.of(), List.of("-XX:TieredStopAtLevel=1"));
        Progress progress = new Progress(new PrintStream(OutputStream.nullOutputStream()));
        Bench bench = new Bench(site, Machine.probe(folder), progress, 1, Duration.ofSeconds(1), 0, Set.of());
        books = BookPair.open(bench, KEYS);
    }

    @AfterAll
    static void closeSite() throws IOException {
        if (books != null) {
            books.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Order(1)
    void equalBooksCostOneDigestForEach50000Keys() throws Exception {
        BookPair.Cost cost = books.reconcile();
        assertThat(cost.questions()).isEqualTo(QUESTIONS_WITHOUT_DIFFERENCES);
        assertThat(cost.bytes()).isLessThan(2 * 256 * 80);
    }

    /** More bits in both slices, then entries in both, then one look at all ten. */
    @Test
    @Order(2)
    void tenDifferencesCostAFewQuestionsMore() throws Exception {
        books.differBy(10);
        BookPair.Cost cost = books.reconcile();
        assertThat(cost.questions()).isBetween(6L, QUESTIONS_WITHOUT_DIFFERENCES + 5L);
        assertThat(cost.bytes()).isLessThan(100_000);
    }

    @Test
    @Order(3)
    void exchangingAllEntriesFindsTheSameAndCostsTheKeys() throws Exception {
        books.differBy(10);
        BookPair.Cost cost = books.compareAll();
        assertThat(cost.questions()).isEqualTo(3);
        assertThat(cost.bytes()).isGreaterThan(60L * KEYS);
    }
}
