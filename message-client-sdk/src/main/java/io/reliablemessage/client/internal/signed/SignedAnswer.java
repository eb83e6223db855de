package io.reliablemessage.client.internal.signed;

import io.reliablemessage.client.CheckBackAnswer;
import io.reliablemessage.protocol.CheckSignature;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the application's HTTP server is to say.
 *
 * @param status the HTTP status
 * @param timestampMillis with 200: the value of {@link CheckSignature#TIMESTAMP_HEADER}
 * @param signature with 200: the value of {@link CheckSignature#SIGNATURE_HEADER}
 */
public record SignedAnswer(
        int status,
        byte[] body,
        long timestampMillis,
        @Nullable String signature) {

    /** No answer, and why not. */
    public static SignedAnswer refusal(int status) {
        return new SignedAnswer(status, new byte[0], 0, null);
    }

    /** With its headers by name, for HTTP servers that are not ours. */
    public CheckBackAnswer withHeaders() {
        return new CheckBackAnswer(
                status,
                signature == null
                        ? Map.of()
                        : Map.of(
                                "Content-Type",
                                "application/json",
                                CheckSignature.TIMESTAMP_HEADER,
                                Long.toString(timestampMillis),
                                CheckSignature.SIGNATURE_HEADER,
                                signature),
                body);
    }
}
