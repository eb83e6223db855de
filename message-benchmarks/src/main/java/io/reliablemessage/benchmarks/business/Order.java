package io.reliablemessage.benchmarks.business;

import java.nio.charset.StandardCharsets;

/**
 * What a business transaction stores, and tells others of.
 *
 * @param number 0 and up, each once in the life of a process
 */
public record Order(long number) {
    private static final String PREFIX = "{\"merchantNo\":\"M1\",\"orderNo\":\"";
    private static final int DIGITS = 12;
    private static final String FILLER = "the quick brown fox jumps over the lazy dog; ".repeat(400);

    public String merchantNo() {
        return "M1";
    }

    public String orderNo() {
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    public long amountCents() {
        return 100 + number % 10_000;
    }

    /**
     * The message's payload, a JSON object.
     *
     * @param bytes its size; 80 to 16,000
     */
    public String payload(int bytes) {
        String head = PREFIX + orderNo() + "\",\"amountCents\":" + amountCents() + ",\"note\":\"";
        return head + FILLER.substring(0, bytes - head.length() - 2) + "\"}";
    }

    /** The number of the order that a payload tells of; reads no more of it than needed, since every way's consumer pays for it. */
    public static long numberIn(byte[] payload) {
        return Long.parseLong(new String(payload, PREFIX.length(), DIGITS, StandardCharsets.US_ASCII));
    }
}
