package io.reliablemessage.service.pause;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.PauseRequest;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.RecordingBroker;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.Traffic;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Pauses that come and go while messages flow: nothing is lost, nothing is delivered twice or with a wrong number, and nothing is left in a
 * shard that nobody looks at. A failure prints its seed; {@code -Dreliable-message.test.seed=<seed>} plays it again.
 */
@CoreTest
class PauseRaceTest {
    private static final Caller OPERATOR = new Caller(null, "ann", Role.OPERATOR);
    private static final int GROUPS = 3;

    @Autowired
    Pauses pauses;

    @Autowired
    PausesInForce inForce;

    @Autowired
    EndOfPauses endOfPauses;

    @Autowired
    Claims claims;

    @Autowired
    Traffic traffic;

    @Autowired
    RecordingBroker broker;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    JdbcTemplate jdbc;

    int application;
    Producer.TopicOnTest topic;

    @Test
    void nothingIsLostWhilePausesComeAndGoOnManyThreads() throws Exception {
        register();
        List<List<UUID>> sent = Together.run(6, number -> player(number));
        List<UUID> all = sent.stream().flatMap(List::stream).toList();
        assertThat(all).hasSize(120);
        resumeAll();
        all.forEach(this::deliverAndConsume);
        assertThat(all).allMatch(id -> rows.stateOf(id) == MessageState.CONSUMED);
        all.forEach(this::eachGroupGotItOnce);
        nothingIsLeft();
    }

    /** Some send, some redeliver, some pause and resume, some work off what has ended. */
    private Callable<List<UUID>> player(int number) {
        return () -> {
            List<UUID> sent = new ArrayList<>();
            Random random = new Random(number);
            for (int i = 0; i < 60; i++) {
                switch (number) {
                    case 0, 1 -> sent.add(traffic.submit(application, topic));
                    case 2 -> traffic.publish(claims.claimDue(Shards.ALL, 20).messages());
                    case 3 -> traffic.publish(claims.claimDue(Shards.ALL, 3).messages());
                    case 4 -> switchOne(random);
                    default -> endOfPauses.step(Set.of());
                }
            }
            return sent;
        };
    }

    @Test
    void pausesThatBeginAtOnceGetAShardEach() throws Exception {
        application = producer.application();
        topic = producer.topic(Producer.Rules.SLOW, application);
        for (int i = 0; i < 6; i++) {
            producer.subscribe(topic.id(), application, Traffic.group(application, i));
        }
        for (int round = 0; round < 5; round++) {
            Together.run(
                    6,
                    i -> () -> pauses.put(
                            PauseKind.GROUP,
                            Traffic.group(application, i),
                            new PauseRequest("at once", null),
                            OPERATOR));
            assertThat(pauses.list())
                    .filteredOn(pause -> pause.name().endsWith("-" + application))
                    .hasSize(6);
            resumeAll();
        }
    }

    @Test
    void everyInterleavingKeepsAttemptsAndEndsDelivered() {
        Long given = Long.getLong("reliable-message.test.seed");
        long seed = given != null ? given : System.nanoTime();
        for (int i = 0; i < (given != null ? 1 : 25); i++) {
            new Sequence(seed + i).play();
        }
    }

    private void register() {
        application = producer.application();
        topic = producer.topic(Producer.Rules.SLOW.withMaxAttempts(5), application);
        for (int i = 0; i < GROUPS; i++) {
            producer.subscribe(topic.id(), application, Traffic.group(application, i));
        }
    }

    private void switchOne(Random random) {
        Map<PauseKind, String> names = Map.of(
                PauseKind.TOPIC,
                topic.name(),
                PauseKind.GROUP,
                Traffic.group(application, random.nextInt(GROUPS)),
                PauseKind.APPLICATION,
                applicationName());
        PauseKind kind = PauseKind.values()[random.nextInt(3)];
        if (random.nextInt(2) == 0) {
            pauses.put(kind, names.get(kind), new PauseRequest("test", null), OPERATOR);
        } else {
            try {
                pauses.end(kind, names.get(kind), "test", OPERATOR);
            } catch (ProblemException notPaused) {
                assertThat(notPaused.status().value()).isEqualTo(404);
            }
        }
    }

    private String applicationName() {
        return jdbc.queryForObject("SELECT name FROM application WHERE id = ?", String.class, application);
    }

    private boolean isAnyOver() {
        return Boolean.TRUE.equals(jdbc.queryForObject("SELECT " + endOfPauses.sign(), Boolean.class));
    }

    private void resumeAll() {
        jdbc.update("UPDATE pause SET ended_at = UTC_TIMESTAMP(3) WHERE ended_at IS NULL");
        inForce.refresh();
        for (int i = 0; i < 30 && isAnyOver(); i++) {
            endOfPauses.step(Set.of());
            inForce.refresh();
        }
    }

    /** What is due is delivered once; then every group that got it sends its receipt. */
    private void deliverAndConsume(UUID id) {
        for (int i = 0; i < 3; i++) {
            traffic.step(id);
        }
        for (int position = 0; position < GROUPS; position++) {
            traffic.report(application, topic, id, position, ReceiptKind.CONSUMED, 1);
        }
    }

    private void eachGroupGotItOnce(UUID id) {
        List<String> got = broker.deliveriesOf(id).stream()
                .peek(delivery -> assertThat(delivery.attempt()).isEqualTo(1))
                .flatMap(delivery -> delivery.groups().stream())
                .toList();
        assertThat(got)
                .as("deliveries of %s", id)
                .containsExactlyInAnyOrder(
                        Traffic.group(application, 0), Traffic.group(application, 1), Traffic.group(application, 2));
    }

    private void nothingIsLeft() {
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM pause", Integer.class))
                .isZero();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM message WHERE due_shard > 15", Integer.class))
                .isZero();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM group_delivery WHERE due_shard > 15", Integer.class))
                .isZero();
        assertThat(rows.forgotten()).isEmpty();
    }

    /** One player who does everything, so that after each step it is known what may have been delivered. */
    private final class Sequence {
        private final long seed;
        private final Random random;
        private final List<String> trace = new ArrayList<>();
        private final Map<PauseKind, Set<String>> paused = new HashMap<>();
        private UUID id = new UUID(0, 0);
        private int delivered;

        Sequence(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void play() {
            try {
                register();
                for (PauseKind kind : PauseKind.values()) {
                    paused.put(kind, new HashSet<>());
                }
                for (int i = 0; i < random.nextInt(3); i++) {
                    change();
                }
                trace.add("submit");
                id = traffic.submit(application, topic);
                check();
                for (int i = 0; i < 14; i++) {
                    step();
                    check();
                }
                trace.add("end");
                resumeAll();
                for (int i = 0; i < 3; i++) {
                    traffic.step(id);
                }
                for (int position = 0; position < GROUPS; position++) {
                    assertThat(timesDelivered(position))
                            .as("deliveries to %d", position)
                            .isPositive();
                }
                deliverAndConsume(id);
                assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
                nothingIsLeft();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("Seed " + seed + ", after " + trace + ": " + e.getMessage(), e);
            } finally {
                resumeAll();
            }
        }

        private void step() {
            switch (random.nextInt(4)) {
                case 0 -> change();
                case 1 -> {
                    trace.add("work off");
                    endOfPauses.step(Set.of());
                }
                default -> {
                    trace.add("claim");
                    // What waits aside is not made due: only a step of the redelivery could do that.
                    jdbc.update(
                            "UPDATE message SET due_at = UTC_TIMESTAMP(3) WHERE id = ? AND due_shard < 16 AND attempts < 3",
                            (Object) Ids.toBytes(id));
                    jdbc.update(
                            "UPDATE group_delivery SET due_at = UTC_TIMESTAMP(3) WHERE message_id = ? AND due_shard < 16 AND attempts < 3",
                            (Object) Ids.toBytes(id));
                    traffic.step(id);
                }
            }
        }

        private void change() {
            PauseKind kind = PauseKind.values()[random.nextInt(3)];
            String name = switch (kind) {
                case TOPIC -> topic.name();
                case GROUP -> Traffic.group(application, random.nextInt(GROUPS));
                case APPLICATION -> applicationName();
            };
            if (paused.get(kind).remove(name)) {
                trace.add("resume " + name);
                pauses.end(kind, name, "test", OPERATOR);
            } else {
                trace.add("pause " + name);
                paused.get(kind).add(name);
                pauses.put(kind, name, new PauseRequest("test", null), OPERATOR);
            }
        }

        /** Nothing went to whoever is paused, and attempts are counted as they were made. */
        private void check() {
            List<OutboundMessage> all = broker.deliveriesOf(id);
            for (OutboundMessage delivery : all.subList(delivered, all.size())) {
                assertThat(paused.get(PauseKind.TOPIC)).as("paused topics").isEmpty();
                assertThat(paused.get(PauseKind.APPLICATION))
                        .as("paused applications")
                        .isEmpty();
                assertThat(delivery.groups())
                        .noneMatch(group -> paused.get(PauseKind.GROUP).contains(group));
            }
            delivered = all.size();
            Rows.MessageRow row = rows.message(id).orElseThrow();
            Map<Integer, Rows.GroupRow> own = rows.groups(id);
            for (int position = 0; position < GROUPS; position++) {
                int attempts = own.containsKey(position) ? own.get(position).attempts() : row.attempts();
                assertThat(attempts).as("attempts of %d", position).isEqualTo(timesDelivered(position));
            }
            assertThat(row.state()).isEqualTo(MessageState.CONFIRMED);
            assertThat(rows.forgotten()).isEmpty();
        }

        private int timesDelivered(int position) {
            return (int) broker.deliveriesOf(id).stream()
                    .filter(delivery -> delivery.groups().contains(Traffic.group(application, position)))
                    .count();
        }
    }
}
