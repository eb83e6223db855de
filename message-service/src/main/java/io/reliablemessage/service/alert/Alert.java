package io.reliablemessage.service.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person should know of now. Holds neither payloads nor business keys, nor an application's own words, which may hold both, since it leaves this system.
 *
 * @param id what it is about, 1 to 120 ASCII characters; the same id again is the same alert
 * @param topic {@code null}: not about one topic
 * @param run the reconciliation run; {@code null}: it is about none
 * @param discrepancy {@code null}: it is about no single one
 * @param from the beginning of the window that was compared; {@code null}: there is none; {@code to} alike
 * @param counts how many of what: types of discrepancies, in a summary kinds of alerts
 * @param detail in words; {@code null}: nothing to add
 * @param webhooks names of the webhooks that the topic's rules want told
 */
public record Alert(
        String id,
        AlertKind kind,
        @Nullable String topic,
        @Nullable UUID run,
        @Nullable UUID discrepancy,
        @Nullable Instant from,
        @Nullable Instant to,
        Map<String, Long> counts,
        @Nullable String detail,
        List<String> webhooks) {
    private static final int MAX_ID = 120;
    private static final int MAX_DETAIL = 4_000;

    public Alert {
        if (id.isEmpty() || id.length() > MAX_ID) {
            throw new IllegalArgumentException("id must have 1 to " + MAX_ID + " characters; it has " + id.length());
        }
        counts = Map.copyOf(counts);
        webhooks = List.copyOf(webhooks);
        detail = detail != null && detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
    }

    /** Of a run that has ended, for the topic's webhooks. */
    public static Alert ofRun(
            AlertKind kind,
            UUID run,
            String topic,
            Instant from,
            Instant to,
            Map<String, Long> open,
            @Nullable String problem,
            List<String> webhooks) {
        return new Alert("run " + run, kind, topic, run, null, from, to, open, problem, webhooks);
    }

    /** Of a discrepancy that repairs have given up after so many tries. */
    public static Alert ofRepair(
            UUID discrepancy, int tries, String type, String topic, String problem, List<String> webhooks) {
        return new Alert(
                "discrepancy " + discrepancy + " try " + tries,
                AlertKind.REPAIR_GIVEN_UP,
                topic,
                null,
                discrepancy,
                null,
                null,
                Map.of(type, 1L),
                problem,
                webhooks);
    }
}
