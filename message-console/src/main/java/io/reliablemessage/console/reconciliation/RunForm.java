package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.console.view.Moment;
import io.reliablemessage.protocol.management.RunRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run as it is typed. */
record RunForm(
        @Nullable String topic,
        @Nullable String from,
        @Nullable String to,
        @Nullable String reason) {

    /** As {@link Moment} reads it, with the offset, so that it means the same on the night when clocks are changed. */
    private static final DateTimeFormatter TYPED = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss XXX", Locale.ROOT);

    /** The same with a window of time that people often compare. */
    RunForm with(Preset preset, Clock clock, ZoneId zone) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new RunForm(topic, text(preset.from(now, zone), zone), text(preset.to(now, zone), zone), reason);
    }

    /** @throws io.reliablemessage.console.service.ServiceProblem about a field that is missing or no time, as the service would put it */
    RunRequest request(Clock clock, ZoneId zone, Refusals refusals) {
        if (topic == null) {
            throw refusals.of("topic", "setup.missing");
        }
        return new RunRequest(
                topic.strip(),
                moment("from", from, clock, zone, refusals),
                moment("to", to, clock, zone, refusals),
                reason);
    }

    private static Instant moment(String field, @Nullable String text, Clock clock, ZoneId zone, Refusals refusals) {
        if (text == null) {
            throw refusals.of(field, "setup.missing");
        }
        try {
            return Moment.parse(text, clock, zone);
        } catch (DateTimeException e) {
            throw refusals.of(field, "reconciliation.wrong.time", text.strip());
        }
    }

    private static String text(Instant time, ZoneId zone) {
        return TYPED.withZone(zone).format(time);
    }
}
