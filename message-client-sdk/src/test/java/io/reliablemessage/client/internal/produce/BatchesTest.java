package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.internal.produce.Batches.Limits;
import io.reliablemessage.client.internal.produce.Batches.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchesTest {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<Batches<Integer>> open = new ArrayList<>();
    private final BlockingQueue<List<Integer>> begun = new LinkedBlockingQueue<>();
    private final Semaphore mayEnd = new Semaphore(0);

    @AfterEach
    void close() {
        mayEnd.release(1_000);
        open.forEach(each -> each.close(Duration.ofSeconds(5)));
    }

    @Test
    void workedOnAtOnceWhenItComesAlone() throws Exception {
        Batches<Integer> batches = batches(1, new Pace(NONE, 0, LONG), work -> {});
        batches.offer(List.of(1));
        assertThat(begun.take()).containsExactly(1);
    }

    @Test
    void whatComesMeanwhileGoesTogether() throws Exception {
        Batches<Integer> batches = batches(2, new Pace(NONE, 0, LONG), this::waitForTheEnd);
        batches.offer(List.of(1));
        assertThat(begun.take()).containsExactly(1);
        List<Integer> meanwhile = IntStream.range(2, 22).boxed().toList();
        meanwhile.forEach(i -> batches.offer(List.of(i)));
        mayEnd.release(1);
        assertThat(begun.take()).isEqualTo(meanwhile);
    }

    @Test
    void lingersForThoseThatAreInNoHurryUntilAQuarterIsThere() throws Exception {
        Batches<Integer> batches = batches(1, new Pace(LONG, 0, LONG), work -> {});
        IntStream.range(0, 25).forEach(i -> batches.offer(List.of(i)));
        assertThat(begun.take()).hasSize(25);
    }

    /** Forty in twenty seconds are more than have come so far. */
    @Test
    void waitsForNobodyWhenFewAreToBeExpected() throws Exception {
        Batches<Integer> batches = batches(1, new Pace(Duration.ofSeconds(20), 40, LONG), work -> {});
        for (int i = 0; i < 5; i++) {
            batches.offer(List.of(i));
            assertThat(begun.poll(10, TimeUnit.SECONDS)).containsExactly(i);
        }
    }

    @Test
    void waitsForCompanyWhenManyCome() throws Exception {
        Batches<Integer> batches = batches(1, new Pace(Duration.ofSeconds(20), 40, LONG), work -> {});
        int taken = 0;
        for (int i = 0; i < 1_000; i++) {
            taken += batches.offer(List.of(i));
        }
        int worked = 0;
        for (List<Integer> some = begun.poll(1, TimeUnit.SECONDS);
                some != null;
                some = begun.poll(1, TimeUnit.SECONDS)) {
            worked += some.size();
        }
        assertThat(batches.offer(List.of(1_000))).isEqualTo(1);
        assertThat(begun.poll(1, TimeUnit.SECONDS)).isNull();
        assertThat(batches.size()).isEqualTo(taken - worked + 1);
    }

    @Test
    void anotherThreadHelpsWhenWorkTakesLong() throws Exception {
        Batches<Integer> batches = batches(2, new Pace(NONE, 0, Duration.ofMillis(20)), this::waitForTheEnd);
        batches.offer(List.of(1));
        assertThat(begun.take()).containsExactly(1);
        batches.offer(List.of(2));
        assertThat(begun.take()).containsExactly(2);
    }

    @Test
    void anotherThreadHelpsWhenAQuarterWaits() throws Exception {
        Batches<Integer> batches = batches(2, new Pace(NONE, 0, LONG), this::waitForTheEnd);
        batches.offer(List.of(1));
        assertThat(begun.take()).containsExactly(1);
        IntStream.range(0, 25).forEach(i -> batches.offer(List.of(i)));
        assertThat(begun.take()).hasSize(25);
    }

    @Test
    void endWaitsForWhatIsThereAndTakesNoMore() {
        Batches<Integer> batches = batches(2, new Pace(LONG, 0, LONG), work -> {});
        batches.offer(List.of(1, 2));
        batches.close(Duration.ofSeconds(30));
        assertThat(begun).containsExactly(List.of(1, 2));
        assertThat(batches.offer(List.of(3))).isZero();
        assertThat(batches.size()).isZero();
    }

    @Test
    void goesOnAfterItsEnd() throws Exception {
        Batches<Integer> batches = batches(2, new Pace(NONE, 0, LONG), work -> {});
        batches.offer(List.of(1));
        assertThat(begun.take()).containsExactly(1);
        batches.close(Duration.ofSeconds(30));
        batches.open();
        batches.offer(List.of(2));
        assertThat(begun.take()).containsExactly(2);
    }

    @Test
    void goesOnAfterWorkThatFails() throws Exception {
        Batches<Integer> batches = batches(1, new Pace(NONE, 0, LONG), work -> {
            throw new NoClassDefFoundError("x/Y");
        });
        batches.offer(List.of(1));
        assertThat(begun.take()).containsExactly(1);
        batches.offer(List.of(2));
        assertThat(begun.take()).containsExactly(2);
    }

    @Test
    void takesNoMoreThanMayWait() throws Exception {
        Batches<Integer> batches = batches(1, new Pace(NONE, 0, LONG), this::waitForTheEnd);
        batches.offer(List.of(1));
        begun.take();
        assertThat(batches.offer(IntStream.range(0, 300).boxed().toList())).isEqualTo(200);
        assertThat(batches.size()).isEqualTo(200);
    }

    private void waitForTheEnd(List<Integer> batch) {
        mayEnd.acquireUninterruptibly();
    }

    private Batches<Integer> batches(int threads, Pace pace, Consumer<List<Integer>> work) {
        Batches<Integer> batches =
                new Batches<>("test", new Limits(threads, 100, 1_000, 200, 10_000, pace), item -> 0, batch -> {
                    begun.add(batch);
                    work.accept(batch);
                });
        open.add(batches);
        return batches;
    }
}
