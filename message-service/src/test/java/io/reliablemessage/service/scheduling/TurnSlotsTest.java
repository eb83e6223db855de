package io.reliablemessage.service.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnSlotsTest {
    private final TurnSlots slots = new TurnSlots();

    @Test
    void nodesShareAllTurns() throws InterruptedException {
        slots.share(8, 1);
        assertThat(slots.awaitFree()).isEqualTo(8);
        slots.share(8, 3);
        assertThat(slots.awaitFree()).isEqualTo(3);
        slots.share(8, 100);
        assertThat(slots.awaitFree()).isEqualTo(1);
        slots.share(0, 0);
        assertThat(slots.awaitFree()).isEqualTo(1);
    }

    @Test
    void exactlyTheSurplusLeavesWhenTheShareShrinks() throws InterruptedException {
        slots.share(8, 1);
        AtomicInteger left = new AtomicInteger();
        Phaser asked = new Phaser(9);
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 8; i++) {
            slots.execute(() -> {
                asked.arriveAndAwaitAdvance();
                asked.arriveAndAwaitAdvance();
                boolean leaves = slots.shouldLeave("duty", 8);
                // Asked again, a turn that is to leave hears the same.
                if (leaves && slots.shouldLeave("duty", 8)) {
                    left.incrementAndGet();
                }
                asked.arriveAndAwaitAdvance();
                await(end);
            });
        }
        asked.arriveAndAwaitAdvance();
        slots.share(8, 3);
        asked.arriveAndAwaitAdvance();
        asked.arriveAndAwaitAdvance();
        assertThat(left).hasValue(5);
        assertThat(slots.awaitNone(0)).isFalse();
        end.countDown();
        assertThat(slots.awaitNone(20_000)).isTrue();
        assertThat(slots.awaitFree()).isEqualTo(3);
    }

    @Test
    void groupsOfTheDutyThatHasMostLeaveFirst() throws InterruptedException {
        slots.share(6, 1);
        Phaser asked = new Phaser(7);
        CountDownLatch end = new CountDownLatch(1);
        Set<String> leaving = ConcurrentHashMap.newKeySet();
        for (String turn : List.of("one", "two", "big 1", "big 2", "big 3", "big 4")) {
            slots.execute(() -> {
                String duty = turn.startsWith("big") ? "big" : turn;
                slots.shouldLeave(duty, duty.equals("big") ? 4 : 1);
                asked.arriveAndAwaitAdvance();
                asked.arriveAndAwaitAdvance();
                if (slots.shouldLeave(duty, duty.equals("big") ? 4 : 1)) {
                    leaving.add(turn);
                }
                asked.arriveAndAwaitAdvance();
                await(end);
            });
        }
        asked.arriveAndAwaitAdvance();
        slots.share(6, 2);
        asked.arriveAndAwaitAdvance();
        asked.arriveAndAwaitAdvance();
        end.countDown();
        assertThat(leaving).hasSizeBetween(2, 3);
        assertThat(leaving.stream().filter(turn -> turn.startsWith("big"))).hasSize(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
