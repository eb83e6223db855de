package io.reliablemessage.console.message;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A payload as it is shown.
 *
 * @param masked whether values that only some may see are hidden
 * @param tree {@code null} if it is not JSON
 * @param text {@code null} if it is not text; {@code hex} and {@code base64} then say what it is. All are {@code null} if the service hides it
 *     as a whole, since values can only be masked in JSON that is not too long
 * @param cut whether more follows than is shown; the download has all of it
 */
record PayloadView(
        boolean masked,
        String contentType,
        int size,
        JsonTree.@Nullable Node tree,
        @Nullable String text,
        @Nullable String hex,
        @Nullable String base64,
        boolean cut) {
    private static final int MAX_TEXT = 200_000;
    private static final int MAX_HEX = 4_096;
    private static final int HEX_PER_LINE = 16;

    static PayloadView of(
            boolean masked, String contentType, int size, @Nullable String text, byte @Nullable [] bytes) {
        if (text == null) {
            if (bytes == null) {
                return new PayloadView(masked, contentType, size, null, null, null, null, false);
            }
            boolean cut = bytes.length > MAX_HEX;
            return new PayloadView(
                    masked,
                    contentType,
                    size,
                    null,
                    null,
                    hex(bytes),
                    cut ? null : Base64.getEncoder().encodeToString(bytes),
                    cut);
        }
        boolean cut = text.length() > MAX_TEXT;
        return new PayloadView(
                masked,
                contentType,
                size,
                JsonTree.of(text).orElse(null),
                cut ? text.substring(0, MAX_TEXT) : text,
                null,
                null,
                cut);
    }

    /** As hexdump prints it: offset, bytes, and what of them is ASCII. */
    private static String hex(byte[] bytes) {
        StringBuilder dump = new StringBuilder();
        int length = Math.min(bytes.length, MAX_HEX);
        for (int line = 0; line < length; line += HEX_PER_LINE) {
            StringBuilder ascii = new StringBuilder();
            dump.append(String.format(Locale.ROOT, "%06x ", line));
            for (int i = line; i < line + HEX_PER_LINE; i++) {
                if (i < length) {
                    dump.append(String.format(Locale.ROOT, " %02x", bytes[i]));
                    ascii.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
                } else {
                    dump.append("   ");
                }
            }
            dump.append("  ").append(ascii).append('\n');
        }
        return dump.toString();
    }

    static byte[] content(@Nullable String text, byte @Nullable [] bytes) {
        if (text != null) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return bytes == null ? new byte[0] : bytes;
    }
}
