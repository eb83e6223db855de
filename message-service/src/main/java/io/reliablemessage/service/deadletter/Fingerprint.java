package io.reliablemessage.service.deadletter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Puts cases with the same cause together: SHA-256 over exception type and top frame, with whatever differs from one run to the next
 * (ids, counters of lambdas and proxies) taken out, first eight bytes as hex. Without an error the reason is the cause.
 */
final class Fingerprint {
    private static final Pattern ID = Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|0x[0-9a-f]+|\\d+");

    private Fingerprint() {}

    static String of(Burial burial) {
        String errorType = burial.errorType();
        if (errorType == null) {
            return hash(burial.reason().name());
        }
        String topFrame = burial.topFrame();
        return hash(withoutIds(errorType) + "\n" + (topFrame == null ? "" : withoutIds(topFrame)));
    }

    private static String withoutIds(String text) {
        return ID.matcher(text).replaceAll("#");
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
