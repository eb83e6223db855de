package io.reliablemessage.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DueMarksTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 30, 12, 0);

    private final AtomicLong nanos = new AtomicLong();
    private final DueMarks marks = new DueMarks(nanos::get);

    @Test
    void scanBeginsBehindWhatIsWorkedOff() {
        LocalDateTime last = NOW.minusHours(1);
        marks.workedOff(3, marks.of(3), last, NOW);
        assertThat(marks.of(3)).isEqualTo(last);
        assertThat(marks.of(4)).isBefore(NOW.minusYears(10));
    }

    @Test
    void rowsOfATransactionUnderWayAreNotPassedOver() {
        marks.workedOff(3, marks.of(3), NOW, NOW);
        assertThat(marks.of(3)).isBefore(NOW.minusSeconds(10));
    }

    @Test
    void scanBeginsAtTheBeginningOnceAMinute() {
        LocalDateTime beginning = marks.of(3);
        marks.workedOff(3, beginning, NOW.minusHours(1), NOW);
        for (int second = 0; second < 59; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(marks.of(3)).isAfter(beginning);
            marks.workedOff(3, marks.of(3), NOW.minusMinutes(59).plusSeconds(second), NOW);
        }
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(marks.of(3)).isEqualTo(beginning);
        marks.workedOff(3, beginning, NOW.minusMinutes(1), NOW);
        assertThat(marks.of(3)).isEqualTo(NOW.minusMinutes(1));
    }
}
