package io.reliablemessage.service.scheduling;

import io.reliablemessage.service.outbox.Shards;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The turns of this node. On shutdown each finishes its step and ends; the package's description has the order of the shutdown. */
@Component
class Turns implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Turns.class);
    private static final long STEP_MILLIS = 25_000;
    private static final long UNKNOWN_DUTY_MILLIS = 10_000;

    private final Map<String, Duty> known;
    private final Duties duties;
    private final DutyRecords records;
    private final SignsOfWork signs;
    private final TurnSlots slots;
    private final Duration length;
    private final AtomicBoolean open = new AtomicBoolean();

    Turns(
            List<Duty> known,
            Duties duties,
            DutyRecords records,
            SignsOfWork signs,
            TurnSlots slots,
            SchedulingProperties properties) {
        this.known = known.stream().collect(Collectors.toMap(Duty::name, Function.identity()));
        this.duties = duties;
        this.records = records;
        this.signs = signs;
        this.slots = slots;
        this.length = properties.turn();
    }

    /**
     * Has a turn in the calling thread, until it is over.
     *
     * @param group 0 to {@code groups} - 1
     */
    void hold(String name, int group, int groups) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        BooleanSupplier over = () -> !open.get() || System.nanoTime() - end >= 0 || slots.shouldLeave(name, groups);
        Duty duty = known.get(name);
        if (duty == null) {
            waitForAnotherNode(name, over);
            return;
        }
        new Turn(duty, shards(group, groups), signs::seen, duties.bell(name), records.of(name, group)).run(over);
    }

    static Set<Integer> shards(int group, int groups) {
        return IntStream.range(0, Shards.COUNT)
                .filter(shard -> shard % groups == group)
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Makes every turn look whether it is over. */
    void review() {
        known.keySet().forEach(duties::wake);
    }

    private void waitForAnotherNode(String name, BooleanSupplier over) throws InterruptedException {
        log.warn("This node does not know the duty {}; its turns pass until a node that does has them", name);
        Duties.Bell bell = duties.bell(name);
        long rung = bell.rung();
        if (!over.getAsBoolean()) {
            bell.awaitRingSince(rung, UNKNOWN_DUTY_MILLIS);
        }
    }

    @Override
    public void start() {
        open.set(true);
        slots.open();
    }

    @Override
    public void stop() {
        open.set(false);
        slots.close();
        review();
        try {
            if (!slots.awaitNone(STEP_MILLIS)) {
                log.warn(
                        "{} turns have not finished their step; what they claimed is due again later",
                        slots.occupied());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return open.get();
    }

    @Override
    public int getPhase() {
        return SchedulingPhases.TURNS;
    }
}
