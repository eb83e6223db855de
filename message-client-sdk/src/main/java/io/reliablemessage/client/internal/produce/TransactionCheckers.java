package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.DoubtfulMessage;
import io.reliablemessage.client.TransactionChecker;
import io.reliablemessage.protocol.Verdict;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's checkers, each for its topic; what one of them does, or how long it takes, is nothing to the others. */
public final class TransactionCheckers {
    private static final Logger log = LoggerFactory.getLogger(TransactionCheckers.class);

    /** Two questions may be under way at once. */
    private static final int THREADS_PER_CHECKER = 2;

    private final Map<String, TransactionChecker> byTopic = new HashMap<>();
    private final Map<String, Semaphore> turns = new HashMap<>();
    private final Duration budget;
    /** No bound of its own, since the turns are bounded. */
    private final ExecutorService threads = Executors.newCachedThreadPool(TransactionCheckers::thread);

    /**
     * @param budget how long all checkers together may take for one question
     * @throws CheckerSetupException if a checker has no topic, or two have the same
     */
    public TransactionCheckers(Collection<? extends TransactionChecker> checkers, Duration budget) {
        this.budget = budget;
        for (TransactionChecker checker : checkers) {
            String topic = checker.topic();
            if (topic == null || topic.isBlank()) {
                throw new CheckerSetupException(checker.getClass().getName() + " names no topic");
            }
            TransactionChecker other = byTopic.putIfAbsent(topic, checker);
            if (other != null) {
                throw new CheckerSetupException(other.getClass().getName() + " and "
                        + checker.getClass().getName() + " both check the transactions of topic " + topic
                        + "; a topic has one checker");
            }
        }
        byTopic.keySet().forEach(topic -> turns.put(topic, new Semaphore(THREADS_PER_CHECKER)));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "reliable-message-checker");
        thread.setDaemon(true);
        return thread;
    }

    boolean has(String topic) {
        return byTopic.containsKey(topic);
    }

    /**
     * @param messages of topics that have a checker
     * @return what the checkers said in time; UNKNOWN otherwise
     */
    Map<UUID, Verdict> of(List<DoubtfulMessage> messages) {
        Map<UUID, Verdict> said = new ConcurrentHashMap<>();
        Map<String, List<DoubtfulMessage>> topics =
                messages.stream().collect(Collectors.groupingBy(DoubtfulMessage::topic));
        CountDownLatch working = new CountDownLatch(topics.size());
        List<Round> rounds = topics.values().stream()
                .map(some ->
                        new Round(Objects.requireNonNull(byTopic.get(some.get(0).topic())), some, said, working))
                .toList();
        rounds.forEach(this::begin);
        try {
            if (!working.await(budget.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn(
                        "Not all checkers of {} have answered within {}; the service asks again",
                        topics.keySet(),
                        budget);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rounds.forEach(Round::stop);
        Map<UUID, Verdict> verdicts = new HashMap<>();
        messages.forEach(message -> verdicts.put(message.id(), said.getOrDefault(message.id(), Verdict.UNKNOWN)));
        return verdicts;
    }

    private void begin(Round round) {
        String topic = round.messages.get(0).topic();
        Semaphore turn = Objects.requireNonNull(turns.get(topic));
        if (turn.tryAcquire()) {
            threads.execute(() -> {
                try {
                    round.run();
                } finally {
                    // First, so that whoever goes on after this question finds the turn free.
                    turn.release();
                    round.working.countDown();
                }
            });
        } else {
            log.warn(
                    "The checker of topic {} still hangs over earlier questions; {} messages stay undecided, the first is {}",
                    topic,
                    round.messages.size(),
                    round.messages.get(0).id());
            round.working.countDown();
        }
    }

    /** One checker's share of a question. */
    private static final class Round {
        private final TransactionChecker checker;
        private final List<DoubtfulMessage> messages;
        private final Map<UUID, Verdict> said;
        private final CountDownLatch working;
        private @Nullable Thread worker;
        private boolean stopped;

        Round(
                TransactionChecker checker,
                List<DoubtfulMessage> messages,
                Map<UUID, Verdict> said,
                CountDownLatch working) {
            this.checker = checker;
            this.messages = messages;
            this.said = said;
            this.working = working;
        }

        void run() {
            work(Thread.currentThread());
            try {
                for (DoubtfulMessage message : messages) {
                    if (isStopped()) {
                        return;
                    }
                    said.put(message.id(), ask(message));
                }
            } finally {
                work(null);
            }
        }

        private synchronized void work(@Nullable Thread thread) {
            worker = thread;
        }

        private synchronized boolean isStopped() {
            return stopped;
        }

        synchronized void stop() {
            stopped = true;
            if (worker != null) {
                worker.interrupt();
            }
        }

        private Verdict ask(DoubtfulMessage message) {
            try {
                Verdict verdict = checker.check(message);
                return verdict == null ? Verdict.UNKNOWN : verdict;
            } catch (Throwable e) {
                log.warn(
                        "{} has no answer for message {}; the service asks again",
                        checker.getClass().getName(),
                        message.id(),
                        e);
                return Verdict.UNKNOWN;
            }
        }
    }
}
