package io.reliablemessage.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class BatchingWriterTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<List<String>> transactions = new CopyOnWriteArrayList<>();
    private final CountDownLatch database = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        database.countDown();
        callers.shutdownNow();
    }

    @Test
    void callThatComesAloneIsWrittenAtOnce() {
        try (BatchingWriter<String, String> writer = writer(1, 10)) {
            database.countDown();
            assertThat(writer.write(List.of("a", "b"), LONG)).containsExactly("A", "B");
            assertThat(writer.write(List.of("c"), LONG)).containsExactly("C");
            assertThat(writer.write(List.of(), LONG)).isEmpty();
            assertThat(transactions).containsExactly(List.of("a", "b"), List.of("c"));
        }
    }

    @Test
    void callsThatComeDuringATransactionShareTheNext() {
        try (BatchingWriter<String, String> writer = writer(1, 10)) {
            List<CompletableFuture<List<String>>> answers = callDuringATransaction(writer, 8);
            database.countDown();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).join()).containsExactly("C" + i);
            }
            assertThat(transactions).hasSize(2);
            assertThat(transactions.get(1)).hasSize(7);
            assertThat(writer.queuedItems()).isZero();
        }
    }

    @Test
    void transactionTakesNoMoreThanItsLimitUnlessOneCallBringsMore() {
        try (BatchingWriter<String, String> writer = writer(1, 3)) {
            List<CompletableFuture<List<String>>> answers = callDuringATransaction(writer, 8);
            answers.add(call(writer, "x1", "x2", "x3", "x4"));
            await().until(() -> writer.queuedItems() == 11);
            database.countDown();
            answers.forEach(CompletableFuture::join);
            assertThat(transactions).extracting(List::size).containsExactly(1, 3, 3, 1, 4);
        }
    }

    @Test
    void longTransactionDoesNotHoldUpTheCallsBehindIt() {
        try (BatchingWriter<String, String> writer = new BatchingWriter<>("test", 2, 100, items -> {
            transactions.add(items);
            if (items.contains("slow")) {
                awaitDatabase();
            }
            return items;
        })) {
            CompletableFuture<List<String>> slow = call(writer, "slow");
            await().until(() -> transactions.size() == 1);
            assertThat(writer.write(List.of("quick"), LONG)).containsExactly("quick");
            assertThat(slow).isNotDone();
            database.countDown();
            assertThat(slow.join()).containsExactly("slow");
        }
    }

    @Test
    void badCallFailsAloneAndTheOthersAreWritten() {
        try (BatchingWriter<String, String> writer = writer(1, 10)) {
            List<CompletableFuture<List<String>>> answers = callDuringATransaction(writer, 4);
            CompletableFuture<List<String>> bad = call(writer, "bad");
            await().until(() -> writer.queuedItems() == 4);
            database.countDown();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).join()).containsExactly("C" + i);
            }
            assertThatThrownBy(bad::join).hasRootCauseMessage("bad");
        }
    }

    @Test
    void callsFailTogetherWhenTheDatabaseIsAway() {
        try (BatchingWriter<String, String> writer = writer(1, 10)) {
            List<CompletableFuture<List<String>>> answers = callDuringATransaction(writer, 4);
            answers.add(call(writer, "away"));
            await().until(() -> writer.queuedItems() == 4);
            database.countDown();
            assertThat(answers.get(0).join()).containsExactly("C0");
            answers.subList(1, 5)
                    .forEach(answer -> assertThatThrownBy(answer::join)
                            .hasCauseInstanceOf(DataAccessResourceFailureException.class));
            assertThat(transactions).hasSize(2);
        }
    }

    @Test
    void fullWriterSaysSoAndTheCallersNeverWaitForEver() {
        try (BatchingWriter<String, String> writer = writer(1, 2)) {
            callDuringATransaction(writer, 201);
            assertThat(writer.queuedItems()).isEqualTo(200);
            assertThatThrownBy(() -> writer.write(List.of("one", "more"), LONG))
                    .isInstanceOf(WriterOverloadedException.class)
                    .hasMessageContaining("200");
            database.countDown();
            await().until(() -> writer.queuedItems() == 0);
            assertThat(writer.write(List.of("later"), LONG)).containsExactly("LATER");
        }
    }

    @Test
    void callerIsToldWhenTheAnswerDoesNotComeInTime() {
        try (BatchingWriter<String, String> writer = writer(1, 10)) {
            List<CompletableFuture<List<String>>> answers = callDuringATransaction(writer, 1);
            assertThatThrownBy(() -> writer.write(List.of("a"), Duration.ofMillis(20)))
                    .isInstanceOf(WriterOverloadedException.class);
            assertThat(writer.queuedItems()).isZero();
            database.countDown();
            assertThat(answers.get(0).join()).containsExactly("C0");
            assertThat(transactions).hasSize(1);
        }
    }

    @Test
    void firstInTheQueueThatGivesUpLeavesTheOthersToTheNext() {
        try (BatchingWriter<String, String> writer = writer(1, 10)) {
            callDuringATransaction(writer, 1);
            CompletableFuture<Void> impatient = CompletableFuture.runAsync(
                    () -> assertThatThrownBy(() -> writer.write(List.of("a"), Duration.ofMillis(300)))
                            .isInstanceOf(WriterOverloadedException.class),
                    callers);
            await().until(() -> writer.queuedItems() == 1);
            CompletableFuture<List<String>> behind = call(writer, "b");
            impatient.join();
            database.countDown();
            assertThat(behind.join()).containsExactly("B");
        }
    }

    @Test
    void callInsideATransactionIsRefused() {
        try (BatchingWriter<String, String> writer = writer(1, 10)) {
            TransactionSynchronizationManager.setActualTransactionActive(true);
            assertThatThrownBy(() -> writer.write(List.of("a"), LONG)).isInstanceOf(IllegalStateException.class);
        } finally {
            TransactionSynchronizationManager.setActualTransactionActive(false);
        }
    }

    @Test
    void errorReachesItsCallersAndTheWriterGoesOn() {
        try (BatchingWriter<String, String> writer = writer(1, 10)) {
            database.countDown();
            assertThatThrownBy(() -> writer.write(List.of("error"), LONG)).hasRootCauseMessage("error");
            assertThat(writer.write(List.of("a"), LONG)).containsExactly("A");
        }
    }

    @Test
    void closeWritesWhatIsQueuedAndRefusesMore() {
        BatchingWriter<String, String> writer = writer(2, 10);
        List<CompletableFuture<List<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            answers.add(call(writer, "c" + i));
        }
        await().until(() -> transactions.size() == 2 && writer.queuedItems() > 0);
        database.countDown();
        writer.close();
        assertThat(writer.queuedItems()).isZero();
        List<String> written = transactions.stream().flatMap(List::stream).toList();
        assertThat(answers).allSatisfy(answer -> {
            try {
                assertThat(written).contains(answer.join().get(0).toLowerCase());
            } catch (java.util.concurrent.CompletionException tooLate) {
                assertThat(tooLate).hasCauseInstanceOf(WriterOverloadedException.class);
            }
        });
        assertThatThrownBy(() -> writer.write(List.of("late"), LONG)).isInstanceOf(WriterOverloadedException.class);
    }

    private BatchingWriter<String, String> writer(int threads, int maxBatch) {
        return new BatchingWriter<>("test", threads, maxBatch, items -> {
            transactions.add(items);
            awaitDatabase();
            if (items.contains("bad")) {
                throw new IllegalStateException("bad");
            }
            if (items.contains("away")) {
                throw new DataAccessResourceFailureException("away");
            }
            if (items.contains("error")) {
                throw new AssertionError("error");
            }
            return items.stream().map(String::toUpperCase).toList();
        });
    }

    private void awaitDatabase() {
        try {
            database.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first call is in its transaction and the others are queued when this returns. */
    private List<CompletableFuture<List<String>>> callDuringATransaction(
            BatchingWriter<String, String> writer, int calls) {
        List<CompletableFuture<List<String>>> answers = new ArrayList<>();
        answers.add(call(writer, "c0"));
        await().until(() -> transactions.size() == 1);
        IntStream.range(1, calls).forEach(i -> answers.add(call(writer, "c" + i)));
        await().until(() -> writer.queuedItems() == calls - 1);
        return answers;
    }

    private CompletableFuture<List<String>> call(BatchingWriter<String, String> writer, String... items) {
        return CompletableFuture.supplyAsync(() -> writer.write(List.of(items), LONG), callers);
    }
}
