package io.reliablemessage.client.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReceiptQueueTest {
    private final List<ReceiptQueue> open = new ArrayList<>();

    /** The service: every call waits here until the test says how it ends. */
    private final BlockingQueue<List<Receipt>> calls = new LinkedBlockingQueue<>();

    private final BlockingQueue<Function<List<Receipt>, List<ItemResult>>> answers = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        answers.addAll(java.util.Collections.nCopies(500, ReceiptQueueTest::applied));
        open.forEach(queue -> queue.close(Duration.ofSeconds(5)));
    }

    @Test
    void sendsTheFirstAtOnceAndWhatCameMeanwhileTogether() throws Exception {
        ReceiptQueue queue = started(1_000);
        List<Receipt> receipts = consumed(300);
        queue.offer(receipts.get(0));
        assertThat(calls.take()).containsExactly(receipts.get(0));

        receipts.subList(1, 300).forEach(queue::offer);
        answers.add(ReceiptQueueTest::applied);

        assertThat(calls.take()).isEqualTo(receipts.subList(1, 1 + ReceiptQueue.MAX_BATCH));
        answers.add(ReceiptQueueTest::applied);
        assertThat(calls.take()).isEqualTo(receipts.subList(1 + ReceiptQueue.MAX_BATCH, 300));
    }

    @Test
    void keepsReceiptsWhileTheServiceIsAway() throws Exception {
        ReceiptQueue queue = started(10);
        List<Receipt> receipts = consumed(1);
        queue.offer(receipts.get(0));
        for (int i = 0; i < 3; i++) {
            assertThat(calls.take()).isEqualTo(receipts);
            answers.add(batch -> {
                throw new ServiceUnavailableException("refused", null);
            });
        }
        assertThat(calls.take()).isEqualTo(receipts);
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void keepsReceiptsWhileTheTokenIsWrong() throws Exception {
        ReceiptQueue queue = started(10);
        List<Receipt> receipts = consumed(1);
        queue.offer(receipts.get(0));
        assertThat(calls.take()).isEqualTo(receipts);
        answers.add(batch -> {
            throw new ServiceRefusedException(401, null, "unknown token");
        });
        assertThat(calls.take()).isEqualTo(receipts);
    }

    @Test
    void outlivesAnythingThatACallThrows() throws Exception {
        ReceiptQueue queue = started(10);
        List<Receipt> receipts = consumed(1);
        queue.offer(receipts.get(0));
        calls.take();
        answers.add(batch -> {
            throw new NoClassDefFoundError("x/Y");
        });
        assertThat(calls.take()).isEqualTo(receipts);
    }

    @Test
    void sendsAgainOnlyWhatTheServiceCouldNotDoNow() throws Exception {
        ReceiptQueue queue = started(10);
        List<Receipt> receipts = consumed(4);
        queue.offer(receipts.get(0));
        calls.take();
        receipts.subList(1, 4).forEach(queue::offer);
        answers.add(ReceiptQueueTest::applied);
        assertThat(calls.take()).hasSize(3);
        answers.add(batch -> List.of(
                ItemResult.applied(batch.get(0).id(), MessageState.CONSUMED),
                ItemResult.retry(batch.get(1).id(), "busy"),
                ItemResult.notFound(batch.get(2).id())));
        assertThat(calls.take()).containsExactly(receipts.get(2));
    }

    @Test
    void aReceiptThatSpoilsTheCallDoesNotCostTheOthers() throws Exception {
        List<Receipt> receipts = consumed(8);
        Receipt bad = receipts.get(5);
        BlockingQueue<Receipt> taken = new LinkedBlockingQueue<>();
        ReceiptQueue queue = new ReceiptQueue(
                batch -> {
                    if (batch.contains(bad)) {
                        throw new ServiceRefusedException(400, "receipts[5].topic", "must not be empty");
                    }
                    taken.addAll(batch);
                    return applied(batch);
                },
                10);
        receipts.forEach(queue::offer);
        queue.start();
        queue.close(Duration.ofSeconds(20));

        assertThat(taken).hasSize(7).doesNotContain(bad);
        assertThat(queue.size()).isZero();
    }

    @Test
    void theLastWordOvertakesInProgress() {
        Receipt working = receipt(UUID.randomUUID(), ReceiptKind.IN_PROGRESS);
        Receipt done = receipt(working.id(), ReceiptKind.CONSUMED);
        Receipt other = receipt(UUID.randomUUID(), ReceiptKind.IN_PROGRESS);
        BlockingQueue<Receipt> taken = new LinkedBlockingQueue<>();
        ReceiptQueue queue = new ReceiptQueue(
                batch -> {
                    taken.addAll(batch);
                    return applied(batch);
                },
                10);
        List.of(working, other, done).forEach(queue::offer);
        queue.start();
        queue.close(Duration.ofSeconds(20));

        assertThat(taken).containsExactly(other, done);
    }

    @Test
    void aFullQueuePushesBack() {
        ReceiptQueue queue = new ReceiptQueue(ReceiptQueueTest::applied, 2);
        assertThat(consumed(3).stream().map(queue::offer)).containsExactly(true, true, false);
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void closingSendsWhatIsThere() {
        BlockingQueue<Receipt> taken = new LinkedBlockingQueue<>();
        ReceiptQueue queue = new ReceiptQueue(
                batch -> {
                    taken.addAll(batch);
                    return applied(batch);
                },
                1_000);
        queue.start();
        List<Receipt> receipts = consumed(450);
        receipts.forEach(queue::offer);
        queue.close(Duration.ofSeconds(20));

        assertThat(taken).containsExactlyElementsOf(receipts);
    }

    @Test
    void closingGivesUpInTimeWhenTheServiceIsAway() {
        ReceiptQueue queue = new ReceiptQueue(
                batch -> {
                    throw new ServiceUnavailableException("refused", null);
                },
                10);
        queue.start();
        consumed(2).forEach(queue::offer);
        long begin = System.nanoTime();
        queue.close(Duration.ofMillis(300));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void sendsAgainAfterItWasStoppedAndStarted() throws Exception {
        BlockingQueue<Receipt> sent = new LinkedBlockingQueue<>();
        ReceiptQueue queue = new ReceiptQueue(
                batch -> {
                    sent.addAll(batch);
                    return applied(batch);
                },
                10);
        queue.start();
        queue.close(Duration.ofSeconds(10));
        queue.start();
        open.add(queue);
        Receipt receipt = receipt(UUID.randomUUID(), ReceiptKind.CONSUMED);
        queue.offer(receipt);

        assertThat(sent.poll(30, TimeUnit.SECONDS)).isEqualTo(receipt);
    }

    private ReceiptQueue started(int capacity) {
        ReceiptQueue queue = new ReceiptQueue(
                batch -> {
                    calls.add(batch);
                    return take().apply(batch);
                },
                capacity);
        queue.start();
        open.add(queue);
        return queue;
    }

    private Function<List<Receipt>, List<ItemResult>> take() {
        try {
            Function<List<Receipt>, List<ItemResult>> answer = answers.poll(30, TimeUnit.SECONDS);
            assertThat(answer).isNotNull();
            return answer;
        } catch (InterruptedException e) {
            throw new ServiceUnavailableException("Interrupted", e);
        }
    }

    private static List<ItemResult> applied(List<Receipt> batch) {
        return batch.stream()
                .map(receipt -> ItemResult.applied(receipt.id(), MessageState.CONSUMED))
                .toList();
    }

    private static List<Receipt> consumed(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> receipt(UUID.randomUUID(), ReceiptKind.CONSUMED))
                .toList();
    }

    private static Receipt receipt(UUID id, ReceiptKind kind) {
        return new Receipt(id, "orders", "points", kind, 1, "test", "b/0@1", null, null, null);
    }
}
