package io.reliablemessage.protocol;

import java.util.Locale;
import java.util.Set;

/**
 * The headers in which tracers carry their context from the producer to the consumers. They travel like other headers, but say where a
 * message was sent, not what it says: they count against no limit of the application's headers, and the same message sent from another
 * trace is still the same message.
 */
public final class TraceHeaders {
    /** Together they are at most this long, in characters of names and values; what is longer is left out by the SDK. */
    public static final int MAX_LENGTH = 4_096;

    private static final Set<String> NAMES = Set.of("traceparent", "tracestate", "baggage", "b3");
    private static final String B3_PREFIX = "x-b3-";

    /** Whether a header belongs to a tracer, in whatever case it is written. */
    public static boolean contains(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAMES.contains(lower) || lower.startsWith(B3_PREFIX);
    }

    private TraceHeaders() {}
}
