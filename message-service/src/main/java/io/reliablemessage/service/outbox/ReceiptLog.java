package io.reliablemessage.service.outbox;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads message.receipt_log: one {@code position:attempt:epoch-ms:queue@offset;} per receipt; the last one may have been cut off. */
public final class ReceiptLog {
    private ReceiptLog() {}

    /** By position. */
    public static Map<Integer, Entry> parse(String log) {
        Map<Integer, Entry> entries = new HashMap<>();
        for (String part : log.substring(0, log.lastIndexOf(';') + 1).split(";")) {
            String[] fields = part.split(":", 4);
            if (fields.length == 4) {
                Entry entry = new Entry(
                        Integer.parseInt(fields[1]),
                        Instant.ofEpochMilli(Long.parseLong(fields[2])),
                        fields[3].isEmpty() ? null : fields[3]);
                entries.put(Integer.parseInt(fields[0]), entry);
            }
        }
        return entries;
    }

    public record Entry(int attempt, Instant at, @Nullable String brokerPosition) {}
}
