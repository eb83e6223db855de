package io.reliablemessage.service.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.reliablemessage.service.scheduling.Duties;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookoutTest {
    private static final Set<Integer> MINE = Set.of(0, 4, 8, 12);
    private static final Set<Integer> OTHERS = Set.of(1, 5, 9, 13);

    private final AtomicLong nanos = new AtomicLong();
    private final Claims claims = mock(Claims.class);
    private final Duties duties = new Duties();
    private final Lookout lookout = new Lookout(claims, duties, nanos::get);

    @BeforeEach
    void nothingIsDue() {
        when(claims.shardsWithDue(any())).thenReturn(Set.of());
        assertThat(lookout.seesDue(MINE)).as("before any claim").isTrue();
        for (int shard = 0; shard < 16; shard++) {
            lookout.foundNothingIn(Set.of(shard));
        }
        assertThat(lookout.seesDue(MINE)).isFalse();
        verify(claims).shardsWithDue(any());
    }

    @Test
    void groupsShareOneLookInEachPause() {
        for (int pause = 0; pause < 5; pause++) {
            nanos.addAndGet(Redelivery.PAUSE.toNanos());
            assertThat(lookout.seesDue(OTHERS)).isFalse();
            assertThat(lookout.seesDue(MINE)).isFalse();
        }
        verify(claims, times(6)).shardsWithDue(any());
    }

    @Test
    void whatALookFindsForAnotherGroupWakesIt() {
        long woken = duties.woken(Redelivery.NAME);
        when(claims.shardsWithDue(any())).thenReturn(Set.of(5));
        nanos.addAndGet(Redelivery.PAUSE.toNanos());
        assertThat(lookout.seesDue(MINE)).isFalse();
        assertThat(duties.woken(Redelivery.NAME)).isEqualTo(woken + 1);
        assertThat(lookout.seesDue(OTHERS)).isTrue();
        lookout.foundNothingIn(OTHERS);
        assertThat(lookout.seesDue(OTHERS)).isFalse();
        verify(claims, times(2)).shardsWithDue(any());
    }

    @Test
    void looksAtOnceWhenSomebodyWakesTheDuty() {
        nanos.addAndGet(Duration.ofMillis(10).toNanos());
        duties.wake(Redelivery.NAME);
        when(claims.shardsWithDue(any())).thenReturn(Set.of(4));
        assertThat(lookout.seesDue(MINE)).isTrue();
    }
}
