package io.reliablemessage.service.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.reliablemessage.service.Together;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

class SignsOfWorkTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(5);

    private final Duty jobs = new Signed("jobs", SHORT, "EXISTS (SELECT 1 FROM job)");
    private final Duty runs = new Signed("runs", LONG, "EXISTS (SELECT 1 FROM run)");
    private final Duty plain = new Signed("plain", LONG, null);
    private final AtomicLong nanos = new AtomicLong();
    private final Set<Thread> asked = ConcurrentHashMap.newKeySet();
    private final JdbcTemplate jdbc = mock(JdbcTemplate.class);
    private final Duties bells = new Duties();
    private final SignsOfWork signs =
            new SignsOfWork(List.of(jobs, runs, plain), new JdbcSigns(jdbc), bells, this::now);

    @Test
    void dutiesShareALookUntilTheOneInMostHasteTakesTheNext() {
        found();
        for (int second = 0; second < 10; second++) {
            assertThat(signs.seen(runs)).isFalse();
            assertThat(signs.seen(jobs)).isFalse();
            assertThat(signs.seen(plain)).isFalse();
            pass(Duration.ofSeconds(1));
        }
        looks(5);
        verify(jdbc, times(5)).queryForList(eq("""
                        SELECT 'jobs' AS duty FROM DUAL WHERE EXISTS (SELECT 1 FROM job)
                        UNION ALL
                        SELECT 'runs' AS duty FROM DUAL WHERE EXISTS (SELECT 1 FROM run)"""), eq(String.class));
    }

    @Test
    void whatALookFindsForAnotherDutyWakesItOnce() {
        found();
        assertThat(signs.seen(runs)).isFalse();
        found("runs");
        pass(SHORT);
        long woken = bells.woken("runs");
        assertThat(signs.seen(jobs)).isFalse();
        assertThat(bells.woken("runs")).isEqualTo(woken + 1);
        assertThat(signs.seen(runs)).isTrue();
        looks(2);
        pass(SHORT);
        assertThat(signs.seen(jobs)).isFalse();
        assertThat(bells.woken("runs")).as("it knows").isEqualTo(woken + 1);
        looks(3);
    }

    @Test
    void whoeverIsWokenLooksAtOnce() {
        found();
        assertThat(signs.seen(runs)).isFalse();
        found("runs");
        bells.wake("runs");
        assertThat(signs.seen(jobs)).isFalse();
        looks(1);
        assertThat(signs.seen(runs)).isTrue();
        looks(2);
    }

    @Test
    void afterALookThatFailsEachDutyLooksForItselfForAMinute() {
        found();
        assertThat(signs.seen(runs)).isFalse();
        pass(LONG);
        doThrow(new QueryTimeoutException("a table is locked")).when(jdbc).queryForList(anyString(), eq(String.class));
        long woken = bells.woken("runs");
        assertThat(signs.seen(runs)).isTrue();
        assertThat(signs.seen(jobs)).isTrue();
        pass(Duration.ofSeconds(59));
        bells.wake("jobs");
        assertThat(signs.seen(jobs)).isTrue();
        looks(2);
        assertThat(bells.woken("runs")).isEqualTo(woken);
        found();
        pass(Duration.ofSeconds(1));
        assertThat(signs.seen(runs)).isFalse();
        looks(3);
    }

    @Test
    void thoseThatAskAtOnceTakeOneLookHoweverLongItTakes() throws Exception {
        assertOneLookOfMany(() -> List.of("jobs"));
    }

    @Test
    void thoseThatAskAtOnceTakeOneFailure() throws Exception {
        assertOneLookOfMany(() -> {
            throw new QueryTimeoutException("a table is locked");
        });
    }

    private void assertOneLookOfMany(Supplier<List<String>> answer) throws Exception {
        doAnswer(call -> {
                    await().until(() -> asked.size() == 8);
                    pass(LONG.multipliedBy(2));
                    return answer.get();
                })
                .when(jdbc)
                .queryForList(anyString(), eq(String.class));
        List<Boolean> seen = Together.run(8, thread -> () -> signs.seen(jobs));
        assertThat(seen).containsOnly(true);
        looks(1);
    }

    private void found(String... names) {
        doReturn(List.of(names)).when(jdbc).queryForList(anyString(), eq(String.class));
    }

    private long now() {
        asked.add(Thread.currentThread());
        return nanos.get();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void looks(int times) {
        verify(jdbc, times(times)).queryForList(anyString(), eq(String.class));
    }

    private record Signed(
            String name, Duration pause, @Nullable String sign) implements Duty {
        @Override
        public boolean step(Set<Integer> shards) {
            return false;
        }
    }
}
