package io.reliablemessage.client.internal.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.ReconciliationEntry;
import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestQuestion;
import io.reliablemessage.protocol.reconciliation.EntriesQuestion;
import io.reliablemessage.protocol.reconciliation.FindQuestion;
import io.reliablemessage.protocol.reconciliation.ProduceQuestion;
import io.reliablemessage.protocol.reconciliation.ReleaseQuestion;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesQuestion;
import io.reliablemessage.protocol.reconciliation.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Only the service's own questions are answered, within their limits; a book that lies is not believed. */
@ExtendWith(OutputCaptureExtension.class)
class QuestionsTest {
    private static final Instant T = Instant.parse("2026-11-30T08:00:00Z");

    /** A book in memory. */
    private record Memory(Supplier<Stream<ReconciliationEntry>> all) implements ReconciliationSource {
        @Override
        public String topic() {
            return "facts";
        }

        @Override
        public Stream<ReconciliationEntry> entries(Instant from, Instant to, int limit) {
            return all.get();
        }

        @Override
        public List<ReconciliationEntry> find(Collection<BusinessKey> keys) {
            return List.of();
        }
    }

    private static Memory book(ReconciliationEntry... entries) {
        return new Memory(() -> Stream.of(entries));
    }

    private static ReconciliationEntry entry(int no, Instant at) {
        return ReconciliationEntry.of(BusinessKey.of("no", Integer.toString(no)), at);
    }

    private static Asking asking(ReconciliationSource... sources) {
        return asking(Duration.ofSeconds(10), sources);
    }

    private static Asking asking(Duration limit, ReconciliationSource... sources) {
        return new Asking(new Reconciliation(
                new Books(List.of(sources), List.of(), null),
                new Reconciliation.Repairs(new MissingMessageScan(), null, null),
                new Reconciliation.Transactions(null, limit, true)));
    }

    @Test
    void signatureOfAnotherActionIsNotEnough() {
        Asking asking = asking(book());
        byte[] body = asking.body(Asking.sources());
        assertThat(asking.answer("sources", "find", body).status()).isEqualTo(401);
        assertThat(asking.answer("sources", "sources", body).status()).isEqualTo(200);
        assertThat(asking.answer("sources", "sources", body).status())
                .as("again")
                .isEqualTo(409);
        assertThat(asking.answer("everything", "everything", body).status()).isEqualTo(404);
    }

    @Test
    void anotherApplicationIsRefused() {
        assertThat(asking().status(new SourcesQuestion(UUID.randomUUID(), "points", Asking.NOW)))
                .isEqualTo(403);
    }

    @Test
    void largeQuestionIsRefused() {
        assertThat(asking().answer("find", "find", new byte[2 * 1024 * 1024 + 1])
                        .status())
                .isEqualTo(413);
    }

    @Test
    void whatIsBeyondALimitIsRefusedAndNamed(CapturedOutput output) {
        Asking asking = asking(book());
        refused(asking, output, "bits must be 4 to 24; it is 3", digest(T, T.plusMillis(1), 3, null, null, 1));
        refused(asking, output, "bits must be 4 to 24; it is 25", digest(T, T.plusMillis(1), 25, null, null, 1));
        refused(asking, output, "maxRows must be 1 to 1000000; it is 0", digest(T, T.plusMillis(1), 8, null, null, 0));
        refused(asking, output, "maxRows must be", digest(T, T.plusMillis(1), 8, null, null, Digest.MAX_ROWS + 1));
        refused(asking, output, "to must be after from", digest(T, T, 8, null, null, 1));
        refused(asking, output, "from must be a time", digest(T.plusNanos(1), T.plusSeconds(1), 8, null, null, 1));
        refused(asking, output, "from must be a time", digest(Instant.EPOCH.minusMillis(1), T, 8, null, null, 1));
        refused(
                asking,
                output,
                "to must be a time",
                digest(T, Instant.parse("+10000-01-01T00:00:00Z"), 8, null, null, 1));
        refused(asking, output, "within must be given", digest(T, T.plusMillis(1), 8, 4, null, 1));
        refused(asking, output, "within must be numbers of 4 bits", digest(T, T.plusMillis(1), 8, 4, List.of(16), 1));
        refused(asking, output, "within must have 1 to 4096", digest(T, T.plusMillis(1), 24, 20, prefixes(4_097), 1));
        refused(
                asking,
                output,
                "maxEntries must be 1 to 20000",
                new EntriesQuestion(
                        UUID.randomUUID(), "shop", T, "facts", null, T, T.plusMillis(1), 0, List.of(0), 20_001));
        refused(
                asking,
                output,
                "wanted must have 1 to 500",
                new FindQuestion(
                        UUID.randomUUID(),
                        "shop",
                        T,
                        "facts",
                        null,
                        Collections.nCopies(501, new Wanted(null, UUID.randomUUID()))));
        refused(
                asking,
                output,
                "keys must have 1 to 50",
                new ProduceQuestion(
                        UUID.randomUUID(), "shop", T, "facts", Collections.nCopies(51, BusinessKey.of("a", "b"))));
        refused(
                asking,
                output,
                "wanted.messageId must be given",
                new ReleaseQuestion(
                        UUID.randomUUID(),
                        "shop",
                        T,
                        "facts",
                        "g",
                        List.of(new Wanted(BusinessKey.of("a", "b"), null))));
        refused(
                asking,
                output,
                "wanted.key must be given",
                Asking.find("facts", null, new Wanted(null, UUID.randomUUID())));
        refused(
                asking,
                output,
                "no book of topic other",
                Asking.find("other", null, new Wanted(BusinessKey.of("a", "b"), null)));
    }

    private static List<Integer> prefixes(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static DigestQuestion digest(
            Instant from,
            Instant to,
            int bits,
            @Nullable Integer withinBits,
            @Nullable List<Integer> within,
            int rows) {
        return new DigestQuestion(
                UUID.randomUUID(),
                "shop",
                T,
                "facts",
                null,
                from,
                to,
                Asking.SALT,
                false,
                false,
                bits,
                withinBits,
                within,
                rows);
    }

    private static void refused(
            Asking asking,
            CapturedOutput output,
            String words,
            io.reliablemessage.protocol.reconciliation.Question question) {
        assertThat(asking.status(question)).as(words).isEqualTo(400);
        assertThat(output).contains(words);
    }

    @Test
    void bookOutOfOrderIsNotBelieved(CapturedOutput output) {
        Asking asking = asking(book(entry(1, T.plusMillis(2)), entry(2, T.plusMillis(1))));
        assertThat(asking.status(Asking.digest("facts", null, T, T.plusSeconds(1), 10)))
                .isEqualTo(500);
        assertThat(output).contains("they must come in order of time");
    }

    @Test
    void bookThatAnswersSomethingElseIsNotBelieved(CapturedOutput output) {
        for (Instant outside : List.of(T.minusMillis(1), T.plusSeconds(1))) {
            Asking asking = asking(book(entry(1, outside)));
            assertThat(asking.status(Asking.digest("facts", null, T, T.plusSeconds(1), 10)))
                    .isEqualTo(500);
        }
        assertThat(output).contains("gives an entry of 2026-11-30T08:00:01Z for the slice");
    }

    @Test
    void slowBookIsNotWaitedFor(CapturedOutput output) {
        Asking asking = asking(
                Duration.ofMillis(50),
                new Memory(() -> Stream.generate(() -> entry(1, T)).limit(Long.MAX_VALUE)));
        assertThat(asking.status(Asking.digest("facts", null, T, T.plusSeconds(1), Digest.MAX_ROWS)))
                .isEqualTo(503);
        assertThat(output).contains("reliable-message.reconciliation.time-limit");
    }

    @Test
    void streamsAreClosedEvenWhenTheyAreNotReadToTheirEnd() {
        List<String> closed = new ArrayList<>();
        Asking asking = asking(new Memory(() -> IntStream.range(0, 100)
                .mapToObj(no -> entry(no, T.plusMillis(no)))
                .onClose(() -> closed.add("x"))));
        assertThat(asking.status(Asking.digest("facts", null, T, T.plusSeconds(1), 10)))
                .isEqualTo(200);
        assertThat(closed).hasSize(1);
    }

    @Test
    void atMostTwoQuestionsAreWorkedOnAtOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        Asking asking = asking(new Memory(() -> {
            begun.countDown();
            try {
                assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Stream.of();
        }));
        List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 2; i++) {
            new Thread(() -> statuses.add(asking.status(Asking.digest("facts", null, T, T.plusSeconds(1), 10))))
                    .start();
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(asking.status(Asking.sources())).isEqualTo(503);
        goOn.countDown();
        Awaitility.await().until(() -> statuses.equals(List.of(200, 200)));
        assertThat(asking.ask(Asking.sources(), SourcesAnswer.class).sources()).hasSize(1);
    }

    @Test
    void twoSourcesOfOneBookDoNotStart() {
        assertThatThrownBy(() -> asking(book(), book()))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("both the book of topic 'facts'");
    }
}
