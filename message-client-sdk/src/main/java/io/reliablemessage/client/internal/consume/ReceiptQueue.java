package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings receipts to the service in batches, again and again while the service is away. Nobody waits for a receipt, so that each waits a
 * moment for others.
 *
 * <p>Receipts are kept in memory only. One that is lost with the process does no harm: the service delivers the message again, the
 * idempotency record refuses it, and the receipt is sent once more.
 */
final class ReceiptQueue {
    static final int MAX_BATCH = 200;

    private static final Logger log = LoggerFactory.getLogger(ReceiptQueue.class);
    private static final Duration LINGER = Duration.ofMillis(20);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Function<List<Receipt>, List<ItemResult>> service;
    private final BlockingQueue<Receipt> queue;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile CountDownLatch ended = new CountDownLatch(1);
    private Thread sender = new Thread("never started");
    private volatile int inHand;
    private boolean withoutThreads;

    /**
     * @param service sends a batch and answers one result per receipt, in their order
     * @param capacity the most receipts that wait
     */
    ReceiptQueue(Function<List<Receipt>, List<ItemResult>> service, int capacity) {
        this.service = service;
        this.queue = new ArrayBlockingQueue<>(capacity);
    }

    /** Also after {@link #close}. */
    void start() {
        if (withoutThreads) {
            return;
        }
        stopping = new CountDownLatch(1);
        ended = new CountDownLatch(1);
        sender = new Thread(this::run, "reliable-message-receipts");
        sender.setDaemon(true);
        sender.start();
    }

    /** Before {@link #start}: there is no thread then, and receipts wait for {@link #workOff}. */
    void withoutThreads() {
        withoutThreads = true;
    }

    /**
     * Sends what waits, on the caller's thread, once; what the service does not take goes on waiting.
     *
     * @return whether the service took anything
     */
    boolean workOff() {
        List<Receipt> waiting = new ArrayList<>();
        queue.drainTo(waiting, MAX_BATCH);
        if (waiting.isEmpty()) {
            return false;
        }
        List<Receipt> batch = withoutOvertaken(waiting);
        List<Receipt> left = batch;
        inHand = batch.size();
        try {
            left = unsettled(batch, service.apply(batch));
        } catch (ServiceUnavailableException e) {
            sayThatTheyWait(0, e);
        } finally {
            inHand = 0;
        }
        queue.addAll(left);
        return left.size() < batch.size();
    }

    /** @return false if the queue is full; the receipt was not taken */
    boolean offer(Receipt receipt) {
        return queue.offer(receipt);
    }

    /** Receipts that the service has not confirmed yet. */
    int size() {
        return queue.size() + inHand;
    }

    /** Sends what there is, for so long at most, and ends. What is left is only logged: the service will deliver it again. */
    void close(Duration limit) {
        stopping.countDown();
        try {
            sender.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (sender.isAlive()) {
            ended.countDown();
            sender.interrupt();
            log.warn("{} receipts could not be sent before the end; the service delivers their messages again", size());
        }
    }

    private void run() {
        try {
            while (stopping.getCount() > 0 || !queue.isEmpty()) {
                List<Receipt> batch = nextBatch();
                if (!batch.isEmpty()) {
                    inHand = batch.size();
                    send(batch);
                    inHand = 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Receipt> nextBatch() throws InterruptedException {
        Receipt first = queue.poll(500, TimeUnit.MILLISECONDS);
        if (first == null) {
            return List.of();
        }
        inHand = 1;
        if (queue.size() < Math.min(MAX_BATCH / 4, queue.remainingCapacity())) {
            stopping.await(LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
        List<Receipt> batch = new ArrayList<>();
        batch.add(first);
        queue.drainTo(batch, MAX_BATCH - 1);
        return withoutOvertaken(batch);
    }

    /** The last word on a delivery makes an earlier "in progress" of the same batch pointless. */
    private static List<Receipt> withoutOvertaken(List<Receipt> batch) {
        record Target(UUID id, String group) {}
        Set<Target> ended = new HashSet<>();
        for (Receipt receipt : batch) {
            if (receipt.kind() != ReceiptKind.IN_PROGRESS) {
                ended.add(new Target(receipt.id(), receipt.group()));
            }
        }
        return batch.stream()
                .filter(receipt -> receipt.kind() != ReceiptKind.IN_PROGRESS
                        || !ended.contains(new Target(receipt.id(), receipt.group())))
                .toList();
    }

    private void send(List<Receipt> batch) throws InterruptedException {
        List<Receipt> left = batch;
        for (int failures = 0; !left.isEmpty(); failures++) {
            if (failures > 0) {
                pause(failures);
            }
            try {
                left = unsettled(left, service.apply(left));
                if (failures > 0 && left.isEmpty()) {
                    log.info("The service takes receipts again; {} are waiting", queue.size());
                }
            } catch (ServiceRefusedException e) {
                left = refused(left, e);
            } catch (RuntimeException | Error e) {
                sayThatTheyWait(failures, e);
            }
        }
    }

    private void sayThatTheyWait(int failures, Throwable e) {
        if (failures == 0) {
            log.warn(
                    "The service does not take receipts ({}); they are kept and sent again, {} are waiting",
                    e.getMessage(),
                    size());
        }
    }

    private static List<Receipt> unsettled(List<Receipt> sent, List<ItemResult> results) {
        List<Receipt> again = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            ItemResult result = results.get(i);
            if (result.outcome() == Outcome.RETRY) {
                again.add(sent.get(i));
            } else if (result.outcome() != Outcome.APPLIED && result.outcome() != Outcome.UNCHANGED) {
                Receipt receipt = sent.get(i);
                log.warn(
                        "The service refuses the {} receipt of {} on {} for message {}: {} {}; it is dropped",
                        receipt.kind(),
                        receipt.group(),
                        receipt.topic(),
                        receipt.id(),
                        result.outcome(),
                        result.problem() == null ? "" : result.problem().detail());
            }
        }
        return again;
    }

    /** Returns what is worth another try after the service has refused the whole call. */
    private List<Receipt> refused(List<Receipt> batch, ServiceRefusedException refusal) throws InterruptedException {
        if (refusal.status() != 400 && refusal.status() != 413 && refusal.status() != 422) {
            // A token that expired, or a wrong address: the receipts are good and somebody will repair the rest.
            log.error("{}; receipts are kept and sent again, {} are waiting", refusal.getMessage(), size());
            return batch;
        }
        if (batch.size() == 1) {
            Receipt receipt = batch.get(0);
            log.error(
                    "The {} receipt of {} on {} for message {} is dropped: {}",
                    receipt.kind(),
                    receipt.group(),
                    receipt.topic(),
                    receipt.id(),
                    refusal.getMessage());
        } else {
            // One of them spoils the call; halving finds it without giving up the others.
            send(batch.subList(0, batch.size() / 2));
            send(batch.subList(batch.size() / 2, batch.size()));
        }
        return List.of();
    }

    /** Ends early when the process is to end; from then on the pauses are short. */
    private void pause(int failures) throws InterruptedException {
        if (stopping.getCount() == 0) {
            ended.await(FIRST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        long longest = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures - 1, 10));
        stopping.await(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1), TimeUnit.MILLISECONDS);
    }
}
