package io.reliablemessage.quickstart.crash;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Replaces a text in a stream of bytes that comes in pieces by another one of the same length. */
final class Replacement implements UnaryOperator<byte[]> {
    private final String from;
    private final String to;
    private String kept = "";

    Replacement(String from, String to) {
        if (from.length() != to.length()) {
            throw new IllegalArgumentException(from + " and " + to + " differ in length");
        }
        this.from = from;
        this.to = to;
    }

    /** Keeps the end back as long as it may be the beginning of the text. */
    @Override
    public byte[] apply(byte[] piece) {
        String text = (kept + new String(piece, StandardCharsets.ISO_8859_1)).replace(from, to);
        int keep = Math.min(from.length() - 1, text.length());
        while (!from.startsWith(text.substring(text.length() - keep))) {
            keep--;
        }
        kept = text.substring(text.length() - keep);
        return text.substring(0, text.length() - keep).getBytes(StandardCharsets.ISO_8859_1);
    }
}
