package io.reliablemessage.service.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reliablemessage.service.RecordingBroker;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.statistics.Counts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.util.unit.DataSize;

class BreakerTest {
    private static final Set<Integer> SHARDS = Set.of(0, 1, 2, 3);

    private final AtomicLong nanos = new AtomicLong();
    private final DeliveryProperties properties = new DeliveryProperties(
            Duration.ofSeconds(1), 5_000, DataSize.ofMegabytes(64), 50, Duration.ofMillis(200), 100);
    private final Breaker breaker = new Breaker("test", properties, nanos::get);
    private final Claims claims = mock(Claims.class);
    private final Redelivery redelivery =
            new Redelivery(claims, publisher(), breaker, properties, new Lookout(claims, new Duties(), nanos::get));

    @Test
    void grantsEverythingWhileTheBrokerTakesMessages() {
        assertThat(breaker.isClosed()).isTrue();
        assertThat(breaker.permits(400)).isEqualTo(400);
    }

    @Test
    void claimsNothingWhileTheBrokerIsAway() {
        open();
        assertThat(breaker.isClosed()).isFalse();
        assertThat(breaker.permits(400)).isZero();
        assertThat(redelivery.deliverDue(SHARDS)).isFalse();
        verifyNoInteractions(claims);
    }

    @Test
    void triesAFewAndThenStartsOnARamp() {
        recover();
        assertThat(permitsThisSecond()).isEqualTo(100);
        assertThat(breaker.permits(1)).as("the second is used up").isZero();
        for (int second = 1; second < 16; second++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(permitsThisSecond()).as("second %d", second).isEqualTo(100L << second);
        }
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(breaker.permits(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void permitsThatFoundNothingDueAreLeftForOthers() {
        recover();
        assertThat(breaker.permits(400)).isEqualTo(100);
        breaker.release(90);
        assertThat(breaker.permits(400)).isEqualTo(90);
    }

    @Test
    void failedTryStopsDeliveryAgain() {
        open();
        await().until(() -> breaker.state().equals("HALF_OPEN"));
        int tries = breaker.permits(400);
        assertThat(tries).isBetween(1, 5);
        for (int i = 0; i < tries; i++) {
            breaker.failed();
        }
        assertThat(breaker.state()).isEqualTo("OPEN");
        assertThat(breaker.permits(400)).isZero();
    }

    @Test
    void recoversAlthoughTheDatabaseFailedDuringTheTry() {
        open();
        await().until(() -> breaker.state().equals("HALF_OPEN"));
        when(claims.claimDue(any(), anyInt())).thenThrow(new TransientDataAccessResourceException("away"));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> redelivery.deliverDue(SHARDS))
                    .isInstanceOf(TransientDataAccessResourceException.class);
        }
        assertThat(breaker.permits(400)).as("tries left").isPositive();
    }

    @Test
    void recoversAlthoughNothingWasDueDuringTheTry() {
        open();
        await().until(() -> breaker.state().equals("HALF_OPEN"));
        doReturn(new Claims.Won(List.of(), false)).when(claims).claimDue(any(), anyInt());
        for (int i = 0; i < 5; i++) {
            assertThat(redelivery.deliverDue(SHARDS)).isFalse();
        }
        assertThat(breaker.permits(400)).as("tries left").isPositive();
    }

    private Publisher publisher() {
        return new Publisher(
                new RecordingBroker(),
                claims,
                breaker,
                properties,
                new Publisher.Meters(new SimpleMeterRegistry(), new Counts()));
    }

    private void open() {
        for (int i = 0; i < 5; i++) {
            breaker.failed();
        }
        assertThat(breaker.state()).isEqualTo("OPEN");
    }

    private void recover() {
        open();
        await().until(() -> breaker.state().equals("HALF_OPEN"));
        int tries = breaker.permits(400);
        for (int i = 0; i < 5; i++) {
            breaker.succeeded();
        }
        assertThat(tries).isBetween(1, 5);
        assertThat(breaker.state()).isEqualTo("CLOSED");
    }

    private long permitsThisSecond() {
        long granted = 0;
        for (int permits = breaker.permits(70); permits > 0; permits = breaker.permits(70)) {
            granted += permits;
        }
        return granted;
    }
}
