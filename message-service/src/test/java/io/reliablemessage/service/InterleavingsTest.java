package io.reliablemessage.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.outbox.NodeMemory;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.receipt.Receipts;
import io.reliablemessage.service.web.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Plays random interleavings of everything that can happen to a message against {@link ModelMessage} and compares after each step.
 * A failure prints its seed; {@code -Dreliable-message.test.seed=<seed>} plays it again.
 */
@CoreTest
class InterleavingsTest {
    private static final int SEQUENCES = 300;
    private static final int STEPS = 16;
    private static final int THREADS = 4;
    private static final int GROUPS = 3;
    private static final int MAX_ATTEMPTS = 2;

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Claims claims;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    NodeMemory memory;

    int application;
    Producer.TopicOnTest topic;

    @Test
    void everyInterleavingEndsAsTheModelSays() throws Exception {
        application = producer.application();
        topic = producer.topic(Producer.Rules.SLOW.withMaxAttempts(MAX_ATTEMPTS), application);
        for (int i = 0; i < GROUPS; i++) {
            producer.subscribe(topic.id(), application, group(i));
        }
        Long given = Long.getLong("reliable-message.test.seed");
        if (given != null) {
            new Sequence(given, 0).play();
            return;
        }
        long seed = System.nanoTime();
        ExecutorService players = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> played = new ArrayList<>();
            for (int player = 0; player < THREADS; player++) {
                int shard = player;
                played.add(players.submit(() -> {
                    for (int i = shard; i < SEQUENCES; i += THREADS) {
                        new Sequence(seed + i, shard).play();
                    }
                }));
            }
            for (Future<?> each : played) {
                each.get();
            }
        } finally {
            players.shutdownNow();
        }
        assertThat(rows.forgotten()).isEmpty();
    }

    private String group(int position) {
        return "group-" + position + "-" + application;
    }

    /** Two messages in one shard, which nobody else uses meanwhile. */
    private final class Sequence {
        private final long seed;
        private final int shard;
        private final Random random;
        private final List<String> trace = new ArrayList<>();
        private final List<Played> messages = new ArrayList<>();

        Sequence(long seed, int shard) {
            this.seed = seed;
            this.shard = shard;
            this.random = new Random(seed);
            messages.add(new Played(shard));
            messages.add(new Played(shard));
        }

        void play() {
            try {
                // Most sequences start where the interesting things begin.
                if (random.nextInt(4) != 0) {
                    step(messages.get(0), "submit");
                }
                for (int i = 0; i < STEPS; i++) {
                    Played message = messages.get(random.nextInt(4) == 0 ? 1 : 0);
                    step(message, anyVerb());
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("Seed " + seed + ", after " + trace + ": " + e.getMessage(), e);
            }
        }

        private String anyVerb() {
            String[] verbs = {
                "prepare",
                "submit",
                "confirm",
                "cancel",
                "verdict-commit",
                "verdict-cancel",
                "undecided",
                "operator-commit",
                "operator-cancel",
                "claim",
                "claim",
                "claim",
                "claim",
                "receipt",
                "receipt",
                "receipt",
                "receipt",
                "receipt",
                "receipt",
                "receipt",
                "expire",
                "unavailable",
                "replay",
                "replay",
                "replay",
                "discard"
            };
            return verbs[random.nextInt(verbs.length)];
        }

        private void step(Played message, String verb) {
            trace.add(messages.indexOf(message) + ":" + verb);
            switch (verb) {
                case "claim" -> claimAll();
                case "expire" -> expire(message);
                default -> message.does(verb, random, trace);
            }
            messages.forEach(Played::check);
        }

        private void claimAll() {
            messages.forEach(each -> rows.makeDue(each.message.id()));
            List<OutboundMessage> won = claims.claimDue(Set.of(shard), 1_000).messages();
            messages.forEach(each -> each.claimed(won));
        }

        private void expire(Played message) {
            if (random.nextInt(3) != 0) {
                return;
            }
            rows.letExpire(message.message.id());
            memory.forget(message.message.id());
            message.model.letExpire();
            claims.expireDue(Set.of(shard), 1_000);
            message.model.expireDue();
        }
    }

    private final class Played {
        private final NewMessage message;
        private final ModelMessage model = new ModelMessage(GROUPS, MAX_ATTEMPTS);
        private List<OutboundMessage> lastClaimed = List.of();
        private Map<Integer, Integer> lastAttempts = Map.of();

        Played(int shard) {
            UUID id = Producer.newId();
            UUID inShard = new UUID(id.getMostSignificantBits(), (id.getLeastSignificantBits() & ~15L) | shard);
            assertThat(Shards.of(inShard)).isEqualTo(shard);
            message = Producer.message(inShard, topic.name(), "{}");
        }

        void does(String verb, Random random, List<String> trace) {
            UUID id = message.id();
            List<UUID> ids = List.of(id);
            switch (verb) {
                case "prepare" -> same(outbox.prepare(application, List.of(message)), model.prepare());
                case "submit" -> same(outbox.submit(application, List.of(message)), model.submit());
                case "confirm" -> same(outbox.confirm(application, ids), model.decide(true, true, true));
                case "cancel" -> same(outbox.cancel(application, ids), model.decide(false, true, true));
                case "verdict-commit" -> same(outbox.commitByVerdict(ids), model.decide(true, true, false));
                case "verdict-cancel" -> same(outbox.cancelByVerdict(ids), model.decide(false, true, false));
                case "operator-commit" ->
                    same(List.of(outbox.commitUndecided(id, () -> {})), model.decide(true, false, true));
                case "operator-cancel" ->
                    same(List.of(outbox.cancelUndecided(id, () -> {})), model.decide(false, false, true));
                case "undecided" -> {
                    rows.leaveUndecided(id);
                    model.leaveUndecided();
                }
                case "unavailable" -> {
                    if (!lastClaimed.isEmpty()) {
                        claims.postpone(lastClaimed, 1_000);
                        model.giveBack(lastAttempts);
                        lastClaimed = List.of();
                    }
                }
                case "receipt" -> report(random, trace);
                case "replay" -> {
                    int position = random.nextInt(GROUPS);
                    boolean moved = decided(position, row -> decisions.replay(row, "fixed", Producer.OPERATOR));
                    assertThat(moved).isEqualTo(model.replay(position));
                }
                case "discard" -> {
                    int position = random.nextInt(GROUPS);
                    boolean moved = decided(position, row -> decisions.discard(row, "given up", Producer.OPERATOR));
                    assertThat(moved).isEqualTo(model.discard(position));
                }
                default -> throw new IllegalArgumentException(verb);
            }
        }

        private void report(Random random, List<String> trace) {
            ReceiptKind[] kinds = {
                ReceiptKind.CONSUMED,
                ReceiptKind.FAILED,
                ReceiptKind.FAILED,
                ReceiptKind.REJECTED,
                ReceiptKind.IN_PROGRESS
            };
            ReceiptKind kind = kinds[random.nextInt(kinds.length)];
            int position = random.nextInt(GROUPS);
            int attempt = random.nextInt(4) == 0
                    ? 1 + random.nextInt(MAX_ATTEMPTS + 1)
                    : Math.max(1, model.latestAttempt(position));
            trace.add(kind + "(" + position + "," + attempt + ")");
            boolean failure = kind == ReceiptKind.FAILED || kind == ReceiptKind.REJECTED;
            Receipt receipt = new Receipt(
                    message.id(),
                    topic.name(),
                    group(position),
                    kind,
                    attempt,
                    null,
                    null,
                    null,
                    kind == ReceiptKind.IN_PROGRESS ? 3_600_000L : null,
                    failure ? new ConsumeError(DeadLetterReason.REJECTED, "Type", null, null) : null);
            same(receipts.take(application, List.of(receipt)), model.receipt(kind, position, attempt));
        }

        private boolean decided(int position, java.util.function.Consumer<UUID> decision) {
            Rows.CaseRow row = rows.cases(message.id()).get(position);
            if (row == null) {
                return false;
            }
            try {
                decision.accept(row.id());
                return true;
            } catch (ProblemException refused) {
                return false;
            }
        }

        void claimed(List<OutboundMessage> won) {
            lastClaimed =
                    won.stream().filter(each -> each.id().equals(message.id())).toList();
            Map<Integer, Integer> made = new HashMap<>();
            lastClaimed.forEach(each -> made.put(each.position() == null ? -1 : each.position(), each.attempt()));
            lastAttempts = model.claim();
            assertThat(made).as("attempts claimed").isEqualTo(lastAttempts);
        }

        private void same(List<ItemResult> results, Outcome expected) {
            assertThat(results.get(0).outcome()).isEqualTo(expected);
        }

        void check() {
            Rows.MessageRow row = rows.message(message.id()).orElse(null);
            if (row == null) {
                assertThat(model.state).isNull();
                return;
            }
            assertThat(row.state()).isEqualTo(model.state);
            assertThat(List.of(
                            row.sets().all(),
                            row.sets().owing(),
                            row.sets().retrying(),
                            row.sets().dead()))
                    .as("all, owing, retrying, dead")
                    .isEqualTo(List.of(model.all(), model.owing, model.retrying, model.dead));
            assertThat(row.sets().discarded()).isEqualTo(model.discarded);
            assertThat(row.attempts()).as("attempts").isEqualTo(model.attempts).isLessThanOrEqualTo(MAX_ATTEMPTS);
            assertThat(row.finished()).as("finished").isEqualTo(row.state().isFinal());
            boolean due = row.state() == MessageState.PREPARED
                    || (row.state() == MessageState.CONFIRMED && row.sets().owing() != 0);
            assertThat(row.dueInMillis() != null).as("is due").isEqualTo(due);
            if (row.sets().all() != 0 && row.state() != MessageState.EXPIRED) {
                assertThat(row.state())
                        .as("follows from the sets")
                        .isEqualTo(row.sets().state());
            }
            Map<Integer, Rows.GroupRow> groups = rows.groups(message.id());
            assertThat(groups.keySet()).isEqualTo(model.own.keySet());
            groups.forEach((position, schedule) -> {
                ModelMessage.Own own = model.own.get(position);
                assertThat(schedule.attempts()).as("attempts of %d", position).isEqualTo(own.attempts);
                assertThat(schedule.attempts()).isLessThanOrEqualTo(MAX_ATTEMPTS);
                assertThat(schedule.round()).isEqualTo(own.round);
                boolean tried =
                        row.state() == MessageState.CONFIRMED && (row.sets().retrying() & 1L << position) != 0;
                assertThat(schedule.dueInMillis() != null)
                        .as("group %d is due", position)
                        .isEqualTo(tried);
            });
            Map<Integer, Rows.CaseRow> cases = rows.cases(message.id());
            assertThat(cases.keySet()).isEqualTo(model.cases.keySet());
            cases.forEach((position, each) -> {
                assertThat(each.state()).as("case of %d", position).isEqualTo(model.cases.get(position).state);
                assertThat(each.rounds()).isEqualTo(model.cases.get(position).rounds);
            });
        }
    }
}
