package io.reliablemessage.quickstart.reconciliation;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.KeyField;
import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.ReconciliationRun.Comparison;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.quickstart.launcher.Stack;
import io.reliablemessage.quickstart.launcher.StackPlan;
import io.reliablemessage.quickstart.launcher.Supervised;
import io.reliablemessage.quickstart.launcher.TemporaryStack;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The whole shop with real databases and a real broker. Orders flow all the time; each side is damaged by hand, and the runs find exactly
 * that.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReconciliationScenarioTest {
    private static final String TOPIC = "order-paid";
    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final List<String> TOPICS = List.of(TOPIC, "shipment-changed", "stock-changed");
    private static final String EVERY_FIVE_SECONDS = "0/5 * * * * ?";
    private static final Duration LAG = Duration.ofSeconds(2);

    /** Longer than anything is under way on a busy machine. */
    private static final Duration HORIZON = Duration.ofSeconds(20);

    /** Longer than the parts of the shop are away. */
    private static final Duration HORIZON_OF_TROUBLE = Duration.ofSeconds(60);

    private static final StackPlan PLAN = new StackPlan(
            List.of("PT3S", "PT4S", "PT6S"),
            50,
            "PT3S",
            false,
            false,
            true,
            List.of(
                    "reliable-message.broker.send-timeout=2s",
                    "reliable-message.delivery.minimum-interval=3s",
                    "reliable-message.reconciliation.patience=20s"),
            List.of());

    private static TemporaryStack stack;
    private static Service service;
    private static Shop shop;
    private static Instant began;

    @BeforeAll
    static void open() {
        began = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        stack = TemporaryStack.start(
                Path.of("..").toAbsolutePath().normalize(),
                Path.of(
                                "target",
                                "reconciliation",
                                Long.toString(ProcessHandle.current().pid()))
                        .toAbsolutePath(),
                PLAN);
        service = new Service(stack.serviceUrl(), stack.administratorToken());
        shop = new Shop(stack.stack());
        schedule(false, HORIZON);
        shop.flow(2);
        shop.placeOrdersOf(FIRST);
        shop.placeOrdersOf(SECOND);
    }

    @AfterAll
    static void close() {
        stack.close();
    }

    @Test
    @Order(1)
    void damageIsFoundAndMendedAndNothingElse() throws SQLException {
        await().until(() -> shop.haveSettled(FIRST, HORIZON));
        ReconciliationRun before = compare();
        assertThat(before.state()).isEqualTo(RunState.DONE);
        assertThat(before.found()).isEmpty();

        shop.damage(FIRST);
        ReconciliationRun run = compare();

        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(found()).containsExactlyInAnyOrderElementsOf(damaged(FIRST));
        assertThat(run.found()).isEqualTo(damagedByType());
        assertThat(run.comparisons())
                .allMatch(each -> each.state() == ComparisonState.DONE)
                .extracting(Comparison::application)
                .contains(Stack.ORDER, Stack.POINTS, Stack.COUPON, Stack.WAREHOUSE);

        Instant scheduled = Instant.now();
        schedule(true, HORIZON);
        mend(FIRST);

        assertThat(shop.entriesOf(FIRST, Damage.EFFECT_DELETED)).isEqualTo(1);
        assertThat(shop.entriesOf(FIRST, Damage.MESSAGE_DELETED)).isEqualTo(1);
        assertThat(found()).containsExactlyInAnyOrderElementsOf(damaged(FIRST));
        for (String topic : TOPICS) {
            await().untilAsserted(() -> assertThat(service.scheduledSince(topic, scheduled))
                    .isNotEmpty()
                    .allMatch(each -> each.state() == RunState.DONE)
                    .first()
                    .extracting(ReconciliationRun::found)
                    .isEqualTo(Map.of()));
        }
        assertThat(clean().found()).isEmpty();
    }

    @Test
    @Order(2)
    void killsDuringARunChangeNothing() throws SQLException {
        schedule(false, HORIZON_OF_TROUBLE);
        await().until(() -> shop.haveSettled(SECOND, HORIZON_OF_TROUBLE));
        long orders = shop.orders();
        shop.damage(SECOND);
        // While one of the shop's applications is dead the run cannot end.
        part(Stack.COUPON).holdDown();
        UUID run = service.begin(TOPIC, began);
        await().until(() -> comparison(service.run(run), Stack.POINTS).state() == ComparisonState.DONE);

        part(Stack.ORDER).kill();
        dieAndComeBack(Stack.DATABASE);
        await().until(() -> service.run(run).state() == RunState.RUNNING);
        part(Stack.SERVICE).holdDown();
        part(Stack.COUPON).release();
        awaitRunning(Stack.COUPON);
        part(Stack.SERVICE).release();

        ReconciliationRun ended = service.ended(run);
        assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(RunState.DONE);
        assertThat(ended.found()).isEqualTo(damagedByType());
        assertThat(found()).containsExactlyInAnyOrderElementsOf(damaged(FIRST, SECOND));
        awaitRunning(Stack.ORDER);
        schedule(true, HORIZON_OF_TROUBLE);
        mend(SECOND);
        assertThat(found()).containsExactlyInAnyOrderElementsOf(damaged(FIRST, SECOND));
        await().until(() -> shop.orders() > orders);
        assertThat(clean().found()).isEmpty();
    }

    @Test
    @Order(3)
    void applicationThatStaysAwayMakesARunIncomplete() {
        schedule(false, HORIZON_OF_TROUBLE.multipliedBy(5));
        part(Stack.POINTS).holdDown();

        ReconciliationRun incomplete = compare();

        assertThat(incomplete.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(incomplete.problem()).contains(Stack.POINTS);
        assertThat(incomplete.comparisons())
                .filteredOn(each -> each.state() == ComparisonState.FAILED)
                .extracting(Comparison::application)
                .containsExactly(Stack.POINTS);
        part(Stack.POINTS).release();
        awaitRunning(Stack.POINTS);
        assertThat(clean().found()).isEmpty();
        assertThat(found()).containsExactlyInAnyOrderElementsOf(damaged(FIRST, SECOND));
    }

    /** What may be repaired is, by itself or after approval; the rest is accepted. */
    private static void mend(String act) {
        for (Discrepancy each : service.discrepancies()) {
            if (each.state() == DiscrepancyState.OPEN && orderNo(each).startsWith(act + "-")) {
                if (each.type() == DiscrepancyType.FALSE_RECEIPT) {
                    service.repair(each);
                } else if (!damageOf(act, each).isRepaired()) {
                    service.accept(each, "It was " + damageOf(act, each) + " by the test");
                }
            }
        }
        await().untilAsserted(() -> assertThat(service.discrepancies())
                .filteredOn(each -> orderNo(each).startsWith(act + "-"))
                .allSatisfy(each -> assertThat(each.state())
                        .as("%s: %s, %s", orderNo(each), each.detail(), each.repairProblem())
                        .isEqualTo(
                                damageOf(act, each).isRepaired()
                                        ? DiscrepancyState.REPAIRED
                                        : DiscrepancyState.ACCEPTED)));
    }

    private static Damage damageOf(String act, Discrepancy discrepancy) {
        return Arrays.stream(Damage.values())
                .filter(each -> each.orderNo(act).equals(orderNo(discrepancy)))
                .findFirst()
                .orElseThrow();
    }

    private static ReconciliationRun compare() {
        return service.ended(service.begin(TOPIC, began));
    }

    /** The next run, which is to be complete. */
    private static ReconciliationRun clean() {
        ReconciliationRun run = compare();
        assertThat(run.state()).as("%s", run.problem()).isEqualTo(RunState.DONE);
        return run;
    }

    private static Comparison comparison(ReconciliationRun run, String application) {
        return run.comparisons().stream()
                .filter(each -> application.equals(each.application()))
                .findFirst()
                .orElseThrow();
    }

    /** All discrepancies there ever were, in words. */
    private static List<String> found() {
        return service.discrepancies().stream()
                .map(each -> orderNo(each) + " " + each.type() + " " + each.group())
                .toList();
    }

    private static List<String> damaged(String... acts) {
        List<String> all = new ArrayList<>();
        for (String act : acts) {
            for (Damage each : Damage.values()) {
                all.add(each.orderNo(act) + " " + each.type() + " " + each.group());
            }
        }
        return all;
    }

    private static Map<DiscrepancyType, Long> damagedByType() {
        return Arrays.stream(Damage.values()).collect(groupingBy(Damage::type, counting()));
    }

    /** What has no order's number says what it is about instead. */
    private static String orderNo(Discrepancy discrepancy) {
        return discrepancy.key() == null
                ? discrepancy.topic() + " message " + discrepancy.messageId() + ": " + discrepancy.detail()
                : discrepancy.key().fields().stream()
                        .collect(toMap(KeyField::name, KeyField::value))
                        .getOrDefault("orderNo", discrepancy.topic() + " " + discrepancy.key());
    }

    private static void schedule(boolean enabled, Duration horizon) {
        TOPICS.forEach(topic -> service.change(topic, enabled, EVERY_FIVE_SECONDS, LAG, horizon));
    }

    private static Supervised part(String name) {
        return stack.stack().part(name);
    }

    private static void dieAndComeBack(String name) {
        int starts = part(name).status().starts();
        part(name).kill();
        await().until(() -> part(name).status().starts() > starts);
        awaitRunning(name);
    }

    private static void awaitRunning(String name) {
        Callable<Boolean> running = () -> part(name).status().state() == Supervised.State.RUNNING;
        await().until(running);
    }

    private static ConditionFactory await() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class);
    }
}
