package io.reliablemessage.console.reconciliation;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/** A Quartz cron expression, read in UTC as the service reads it. */
final class Schedule {
    private final CronExpression cron;

    private Schedule(CronExpression cron) {
        this.cron = cron;
    }

    /** @throws IllegalArgumentException if it is none; its message says what is wrong with it */
    static Schedule of(String expression) {
        try {
            CronExpression cron = new CronExpression(expression.strip());
            cron.setTimeZone(TimeZone.getTimeZone("UTC"));
            return new Schedule(cron);
        } catch (ParseException | RuntimeException e) {
            // Quartz's parser runs beyond the end of some texts.
            throw new IllegalArgumentException(e instanceof ParseException ? e.getMessage() : expression.strip(), e);
        }
    }

    /** The next times after the one given; fewer if it ends before. */
    List<Instant> next(Instant after, int count) {
        List<Instant> times = new ArrayList<>();
        Instant last = after;
        while (times.size() < count) {
            Instant next = next(last);
            if (next == null) {
                break;
            }
            times.add(next);
            last = next;
        }
        return times;
    }

    /** How far the next two times after this one are from each other; {@code null} if there are not two. */
    @Nullable
    Duration interval(Instant after) {
        List<Instant> times = next(after, 2);
        return times.size() < 2 ? null : Duration.between(times.get(0), times.get(1));
    }

    @SuppressWarnings("JavaUtilDate") // Quartz's own type.
    private @Nullable Instant next(Instant after) {
        Date next = cron.getNextValidTimeAfter(Date.from(after));
        return next == null ? null : next.toInstant();
    }
}
