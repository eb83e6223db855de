package io.reliablemessage.service.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.protocol.management.DutyState;
import io.reliablemessage.protocol.management.NodeState;
import io.reliablemessage.protocol.management.TurnState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("try")
class SchedulingTest {
    private final TestDatabase database = TestDatabase.create();

    @BeforeEach
    void migrate() {
        ServiceNode.migrate(database);
    }

    @AfterEach
    void drop() {
        database.drop();
    }

    @Test
    void everyGroupOfADutyIsSteppedWithItsOwnShards() {
        Sharded duty = new Sharded("sharded", 4);
        try (ServiceNode node = new ServiceNode("a", database, duty)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> duty.seen.size() == 4);
            assertThat(duty.seen.keySet())
                    .allSatisfy(shards -> assertThat(shards).hasSize(4))
                    .satisfies(all -> assertThat(all.stream().flatMap(Set::stream))
                            .hasSize(16)
                            .doesNotHaveDuplicates());
            await().until(() -> node.get(SchedulerState.class).turns().stream()
                    .allMatch(turn -> "a".equals(turn.node()) && turn.state().equals("BLOCKED")));
        }
    }

    @Test
    void secondNodeGetsItsShareAndTheFirstTakesItBackWhenItStops() {
        Sharded one = new Sharded("sharded", 4);
        Sharded other = new Sharded("sharded", 4);
        try (ServiceNode a = new ServiceNode("a", database, one)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> one.seen.size() == 4);
            try (ServiceNode b = new ServiceNode("b", database, other)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> turnsOf(a, "a") == 2 && turnsOf(a, "b") == 2);
                assertThat(other.seen).hasSize(2);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> turnsOf(a, "a") == 4);
            assertThat(a.get(SchedulerState.class).nodes())
                    .extracting(NodeState::name)
                    .containsExactly("a");
        }
    }

    @Test
    void turnsOfAKilledNodeAreTakenOver() throws Exception {
        Process b = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServiceNode.class.getName(),
                        "b",
                        database.jdbcUrl(),
                        database.user(),
                        database.password(),
                        "sharded",
                        "4")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (ServiceNode a = new ServiceNode("a", database, new Sharded("sharded", 4))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> turnsOf(a, "a") == 2 && turnsOf(a, "b") == 2);
            b.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(60)).until(() -> turnsOf(a, "a") == 4);
        } finally {
            b.destroyForcibly();
        }
    }

    @Test
    void dutyThatThrowsKeepsBeingRungAndIsRecordedAtOnce() {
        AtomicInteger steps = new AtomicInteger();
        Duty failing = new Plain("failing", shards -> {
            if (steps.incrementAndGet() < 5) {
                throw new IllegalStateException("no luck");
            }
            return false;
        });
        Duty endless = new Plain("endless", shards -> true);
        try (ServiceNode node = new ServiceNode("a", database, failing, endless)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> steps.get() >= 5);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(dutyOf(node, "failing")).satisfies(duty -> {
                        assertThat(duty.lastFailedAt()).isNotNull();
                        assertThat(duty.lastSucceededAt()).isNotNull();
                        assertThat(duty.lastError()).isNull();
                    }));
        }
    }

    @Test
    void failureIsShownWhileItLasts() {
        Duty failing = new Plain("failing", shards -> {
            throw new IllegalStateException("no luck");
        });
        try (ServiceNode node = new ServiceNode("a", database, failing)) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(dutyOf(node, "failing").lastError())
                            .isEqualTo("IllegalStateException: no luck"));
        }
    }

    @Test
    void shutdownWaitsForTheStepUnderWay() throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger finished = new AtomicInteger();
        Duty slow = new Plain("slow", shards -> {
            began.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            finished.incrementAndGet();
            return true;
        });
        ServiceNode node = new ServiceNode("a", database, slow);
        assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
        Thread closing = new Thread(node::close);
        closing.start();
        await().until(() -> !node.get(Turns.class).isRunning());
        assertThat(closing.isAlive()).isTrue();
        goOn.countDown();
        closing.join(30_000);
        assertThat(closing.isAlive()).isFalse();
        assertThat(finished).hasValue(1);
    }

    @Test
    void jobsNobodyKnowsAnyMoreAreRemovedAtTheNextStart() {
        try (ServiceNode node = new ServiceNode("a", database, new Sharded("old", 2), new Sharded("kept", 2))) {
            await().until(() -> node.get(SchedulerState.class).turns().size() == 4);
        }
        Sharded kept = new Sharded("kept", 2);
        try (ServiceNode node = new ServiceNode("a", database, kept)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> kept.seen.size() == 2);
            assertThat(node.get(SchedulerState.class).turns())
                    .extracting(TurnState::name)
                    .containsExactly("kept 1/2", "kept 2/2");
        }
    }

    @Test
    void wakingEndsThePause() {
        AtomicInteger steps = new AtomicInteger();
        Duty lazy =
                new Plain("lazy", shards -> {
                    steps.incrementAndGet();
                    return false;
                }) {
                    @Override
                    public Duration pause() {
                        return Duration.ofHours(1);
                    }
                };
        try (ServiceNode node = new ServiceNode("a", database, lazy)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> steps.get() >= 1);
            int before = steps.get();
            node.get(Duties.class).wake("lazy");
            await().until(() -> steps.get() > before);
        }
    }

    /** The look for all signs waits for the table, until its connection gives up after ten seconds; then each duty looks for itself. */
    @Test
    void lockedTableHoldsUpOtherDutiesForOneLook() throws Exception {
        Map<Set<Integer>, Boolean> seen = new ConcurrentHashMap<>();
        Duty lockedOut = new Signed("locked-out", 1, "EXISTS (SELECT 1 FROM webhook_call)", new ConcurrentHashMap<>());
        Duty other = new Signed("other", 4, "TRUE", seen);
        try (Connection locking = database.dataSource().getConnection();
                Statement statement = locking.createStatement()) {
            statement.execute("LOCK TABLES webhook_call WRITE");
            try (ServiceNode node = new ServiceNode("a", database, lockedOut, other)) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> node.get(SchedulerState.class).turns().size() == 5);
                await().atMost(Duration.ofSeconds(25)).until(() -> seen.size() == 4);
                statement.execute("UNLOCK TABLES");
            }
        }
    }

    private static long turnsOf(ServiceNode asked, String node) {
        return asked.get(SchedulerState.class).turns().stream()
                .filter(turn -> node.equals(turn.node()))
                .count();
    }

    private static DutyState dutyOf(ServiceNode node, String name) {
        return node.get(SchedulerState.class).duties().stream()
                .filter(duty -> duty.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Duty " + name + " is not recorded yet"));
    }

    private interface Step {
        boolean take(Set<Integer> shards);
    }

    private static class Plain implements Duty {
        private final String name;
        private final Step step;

        Plain(String name, Step step) {
            this.name = name;
            this.step = step;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Duration pause() {
            return Duration.ofMillis(50);
        }

        @Override
        public boolean step(Set<Integer> shards) {
            return step.take(shards);
        }
    }

    private static final class Signed extends Plain {
        private final int groups;
        private final String sign;

        Signed(String name, int groups, String sign, Map<Set<Integer>, Boolean> seen) {
            super(name, shards -> {
                seen.put(shards, true);
                return false;
            });
            this.groups = groups;
            this.sign = sign;
        }

        @Override
        public int groups() {
            return groups;
        }

        @Override
        public String sign() {
            return sign;
        }
    }

    private static final class Sharded extends Plain {
        private final int groups;
        private final Map<Set<Integer>, Boolean> seen;

        Sharded(String name, int groups) {
            this(name, groups, new ConcurrentHashMap<>());
        }

        private Sharded(String name, int groups, Map<Set<Integer>, Boolean> seen) {
            super(name, shards -> {
                seen.put(shards, true);
                return false;
            });
            this.groups = groups;
            this.seen = seen;
        }

        @Override
        public int groups() {
            return groups;
        }
    }
}
