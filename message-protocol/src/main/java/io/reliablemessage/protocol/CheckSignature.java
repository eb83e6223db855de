package io.reliablemessage.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs check-backs, the questions of reconciliation and their answers with a key that both sides derive from the application's token, so that no second secret has
 * to be configured: {@code key = HMAC-SHA256(token, "reliable-message check-back v1")}. The service keeps the derived key, never the
 * token; the derived key opens no API.
 *
 * <p>Signed is {@code direction \n timestamp-millis \n body}, direction being {@code request} or {@code response}, with {@code reconciliation/<action>}
 * and a space in front for the questions of reconciliation. So an answer cannot be passed off as a question, nor one question as another. While a rotation overlaps, a question carries one signature per valid token, comma-separated.
 */
public final class CheckSignature {
    /** Milliseconds since the epoch at which the signer signed. */
    public static final String TIMESTAMP_HEADER = "Reliable-Message-Timestamp";

    /** One or more hexadecimal signatures, comma-separated. */
    public static final String SIGNATURE_HEADER = "Reliable-Message-Signature";

    /** A question or answer whose timestamp is further away than this is refused. */
    public static final long MAX_SKEW_MILLIS = 300_000;

    private static final String REQUEST = "request";
    private static final String RESPONSE = "response";
    private static final String PURPOSE = "reliable-message check-back v1";

    private CheckSignature() {}

    /** The key that belongs to a token: 32 bytes. */
    public static byte[] keyOf(String token) {
        return hmac(token.getBytes(StandardCharsets.UTF_8), PURPOSE.getBytes(StandardCharsets.UTF_8));
    }

    public static String signRequest(List<byte[]> keys, long timestampMillis, byte[] body) {
        return signAll(keys, REQUEST, timestampMillis, body);
    }

    /** As {@link #signRequest(List, long, byte[])} for a question of reconciliation with this action. */
    public static String signRequest(List<byte[]> keys, String action, long timestampMillis, byte[] body) {
        return signAll(keys, direction(action, REQUEST), timestampMillis, body);
    }

    public static String signResponse(byte[] key, long timestampMillis, byte[] body) {
        return sign(key, RESPONSE, timestampMillis, body);
    }

    /** As {@link #signResponse(byte[], long, byte[])} for the answer to a question of reconciliation with this action. */
    public static String signResponse(byte[] key, String action, long timestampMillis, byte[] body) {
        return sign(key, direction(action, RESPONSE), timestampMillis, body);
    }

    /** Whether one of the signatures in {@code header} is this key's, compared in constant time. */
    public static boolean isRequestSigned(byte[] key, long timestampMillis, byte[] body, String header) {
        return matches(sign(key, REQUEST, timestampMillis, body), header);
    }

    /** As {@link #isRequestSigned(byte[], long, byte[], String)} for a question of reconciliation with this action. */
    public static boolean isRequestSigned(byte[] key, String action, long timestampMillis, byte[] body, String header) {
        return matches(sign(key, direction(action, REQUEST), timestampMillis, body), header);
    }

    /** Whether {@code header} is the signature of this body by one of the keys, compared in constant time. */
    public static boolean isResponseSigned(List<byte[]> keys, long timestampMillis, byte[] body, String header) {
        return isSigned(keys, RESPONSE, timestampMillis, body, header);
    }

    /** As {@link #isResponseSigned(List, long, byte[], String)} for the answer to a question of reconciliation with this action. */
    public static boolean isResponseSigned(
            List<byte[]> keys, String action, long timestampMillis, byte[] body, String header) {
        return isSigned(keys, direction(action, RESPONSE), timestampMillis, body, header);
    }

    private static String direction(String action, String direction) {
        return "reconciliation/" + action + " " + direction;
    }

    private static String signAll(List<byte[]> keys, String direction, long timestampMillis, byte[] body) {
        List<String> signatures = new ArrayList<>();
        for (byte[] key : keys) {
            signatures.add(sign(key, direction, timestampMillis, body));
        }
        return String.join(",", signatures);
    }

    private static boolean isSigned(
            List<byte[]> keys, String direction, long timestampMillis, byte[] body, String header) {
        boolean signed = false;
        for (byte[] key : keys) {
            signed |= matches(sign(key, direction, timestampMillis, body), header);
        }
        return signed;
    }

    private static boolean matches(String expected, String header) {
        boolean found = false;
        for (String candidate : header.split(",", 8)) {
            found |= MessageDigest.isEqual(
                    expected.getBytes(StandardCharsets.US_ASCII),
                    candidate.trim().getBytes(StandardCharsets.US_ASCII));
        }
        return found;
    }

    private static String sign(byte[] key, String direction, long timestampMillis, byte[] body) {
        byte[] head = (direction + "\n" + timestampMillis + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] signed = new byte[head.length + body.length];
        System.arraycopy(head, 0, signed, 0, head.length);
        System.arraycopy(body, 0, signed, head.length, body.length);
        return HexFormat.of().formatHex(hmac(key, signed));
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }
}
