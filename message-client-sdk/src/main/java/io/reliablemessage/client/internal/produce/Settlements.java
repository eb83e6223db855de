package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Passes the outcomes of transactions on to the service, in batches, until it takes them. What is lost here, because the process dies
 * or too much waits, the service asks for: the fence knows the answer.
 */
final class Settlements {
    private static final Logger log = LoggerFactory.getLogger(Settlements.class);
    /** A confirm is a call, an update and a batch at the broker; it waits a moment where four others are to be expected. */
    private static final Batches.Limits LIMITS = new Batches.Limits(
            2, 200, Integer.MAX_VALUE, 50_000, Long.MAX_VALUE, Batches.Pace.inCompany(Duration.ofMillis(15), 4));

    private static final int FENCE_TRIES = 5;
    private static final int RETRY_ANSWERS = 20;
    private static final Duration FENCE_PAUSE = Duration.ofMillis(500);

    private final FenceVerdicts fence;
    private final ProducerCounters counters;
    private final Availability availability = new Availability("confirming and cancelling messages");
    private volatile CountDownLatch closing = new CountDownLatch(1);
    private final Batches<UUID> confirms;
    private final Batches<UUID> cancels;
    private final Batches<UUID> questions;

    Settlements(MessageService service, FenceVerdicts fence, ProducerCounters counters) {
        this.fence = fence;
        this.counters = counters;
        this.confirms = new Batches<>("confirm", LIMITS, id -> 0, ids -> settle("confirm", service::confirm, ids));
        this.cancels = new Batches<>("cancel", LIMITS, id -> 0, ids -> settle("cancel", service::cancel, ids));
        this.questions = new Batches<>("fence", LIMITS, id -> 0, this::decide);
    }

    void confirm(List<UUID> ids) {
        offer(confirms, ids);
    }

    void cancel(List<UUID> ids) {
        offer(cancels, ids);
    }

    /** Confirms or cancels each message as the fence says. */
    void askFence(List<UUID> ids) {
        offer(questions, ids);
    }

    /** Whether the last call got an answer. */
    boolean isAnswered() {
        return availability.isAnswered();
    }

    int queued() {
        return confirms.size() + cancels.size() + questions.size();
    }

    /** From now on outcomes wait for {@link #workOff}. */
    void withoutThreads() {
        confirms.withoutThreads();
        cancels.withoutThreads();
        questions.withoutThreads();
    }

    /** Passes on what waits, on the caller's thread; returns whether anything waited. */
    boolean workOff() {
        return questions.workOff() | confirms.workOff() | cancels.workOff();
    }

    /** Goes on after {@link #close}. */
    void open() {
        closing = new CountDownLatch(1);
        questions.open();
        confirms.open();
        cancels.open();
    }

    /** Tries to pass on what waits, but not longer than the bound. */
    void close(Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        questions.close(bound);
        confirms.close(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        cancels.close(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        closing.countDown();
    }

    private void offer(Batches<UUID> batches, List<UUID> ids) {
        if (ids.isEmpty()) {
            return;
        }
        int taken = batches.offer(ids);
        if (taken < ids.size()) {
            counters.settlementsDropped(ids.size() - taken);
            log.debug(
                    "{} outcomes are not passed on, the first of message {}; the service will ask",
                    ids.size() - taken,
                    ids.get(taken));
        }
    }

    private void settle(String verb, Function<List<UUID>, List<ItemResult>> call, List<UUID> ids) {
        List<UUID> open = ids;
        int retries = 0;
        while (!open.isEmpty()) {
            Duration pause;
            try {
                open = judge(verb, open, call.apply(open));
                availability.succeeded();
                retries++;
                pause = Duration.ofMillis(100L * retries);
            } catch (ServiceUnavailableException | ServiceRefusedException e) {
                pause = availability.failed(e);
            }
            if (!open.isEmpty() && (retries > RETRY_ANSWERS || isClosedAfter(pause))) {
                counters.settlementsDropped(open.size());
                log.warn("No {} of {} messages, the first is {}; the service will ask", verb, open.size(), open.get(0));
                return;
            }
        }
    }

    /** @return those to be tried again */
    private List<UUID> judge(String verb, List<UUID> ids, List<ItemResult> results) {
        List<UUID> again = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            ItemResult result = results.get(i);
            UUID id = ids.get(i);
            if (result.outcome() == Outcome.RETRY) {
                again.add(id);
            } else if (result.outcome() == Outcome.NOT_FOUND && verb.equals("cancel")) {
                log.debug("Message {} never reached the service; there is nothing to cancel", id);
            } else if (!ItemCalls.isAccepted(result)) {
                counters.settlementRefused();
                log.error(
                        "The service answers {} to the {} of message {} ({}); the business transaction stands, an operator has to look at the message",
                        result.outcome(),
                        verb,
                        id,
                        ItemCalls.detail(result));
            }
        }
        return again;
    }

    private void decide(List<UUID> ids) {
        List<UUID> open = ids;
        for (int tries = 1; !open.isEmpty() && tries <= FENCE_TRIES; tries++) {
            List<UUID> committed = new ArrayList<>();
            List<UUID> rolledBack = new ArrayList<>();
            List<UUID> undecided = new ArrayList<>();
            verdicts(open).forEach((id, verdict) -> {
                if (verdict == Verdict.COMMITTED) {
                    committed.add(id);
                } else if (verdict == Verdict.ROLLED_BACK) {
                    rolledBack.add(id);
                } else {
                    undecided.add(id);
                }
            });
            confirm(committed);
            cancel(rolledBack);
            open = undecided;
            if (!open.isEmpty() && isClosedAfter(FENCE_PAUSE)) {
                break;
            }
        }
        if (!open.isEmpty()) {
            log.warn(
                    "The fence does not tell yet about {} messages, the first is {}; the service will ask",
                    open.size(),
                    open.get(0));
        }
    }

    private Map<UUID, Verdict> verdicts(List<UUID> ids) {
        try {
            return fence.of(ids);
        } catch (DataAccessException e) {
            log.debug("The fence does not answer; it is asked again, and then the service asks: {}", e.toString());
            return ids.stream()
                    .collect(Collectors.toMap(Function.identity(), id -> Verdict.UNKNOWN, (one, same) -> one));
        }
    }

    private boolean isClosedAfter(Duration pause) {
        try {
            return closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
