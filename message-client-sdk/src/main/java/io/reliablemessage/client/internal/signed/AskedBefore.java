package io.reliablemessage.client.internal.signed;

import io.reliablemessage.protocol.CheckSignature;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Remembers questions for as long as their signature is accepted, so that a recorded one cannot be played back. Only signed questions
 * get here; if more come than can be remembered, further ones are refused until the oldest have run out.
 */
final class AskedBefore {
    /** A signature may be this far ahead of our clock and is accepted until this far behind it. */
    private static final long REMEMBERED_MILLIS = 2 * CheckSignature.MAX_SKEW_MILLIS;

    private final int capacity;
    private final Map<UUID, Long> seen = new LinkedHashMap<>();

    AskedBefore(int capacity) {
        this.capacity = capacity;
    }

    /** Whether the question was not asked before; it was from now on. */
    synchronized boolean isFirst(UUID requestId, long nowMillis) {
        Iterator<Long> oldest = seen.values().iterator();
        while (oldest.hasNext() && oldest.next() < nowMillis - REMEMBERED_MILLIS) {
            oldest.remove();
        }
        if (seen.containsKey(requestId) || seen.size() >= capacity) {
            return false;
        }
        seen.put(requestId, nowMillis);
        return true;
    }
}
