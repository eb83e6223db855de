package io.reliablemessage.service.application.call;

import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.service.application.Application;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * Posts signed questions to applications and believes an answer only if it is JSON, signed by the application and of the time of the
 * question. The whole exchange is bounded in time and size, no redirect is followed, no cookie kept, nothing retried, and only
 * permitted addresses are connected to.
 */
public final class SignedCalls implements AutoCloseable {
    /** How the problem of a {@link Reply.None} begins if the application answered with another status than 200. */
    public static final String STATUS = "HTTP status ";

    private static final int MAX_PROBLEM_LENGTH = 400;

    private final BoundedHttp http;
    private final int maxAnswerBytes;

    /**
     * @param name of what is asked for, in threads and the user agent
     * @param connectTimeout for the connection
     * @param responseTimeout for the whole answer, after the connection
     * @param maxAnswerBytes a longer answer is not believed
     */
    public record Limits(String name, Duration connectTimeout, Duration responseTimeout, int maxAnswerBytes) {}

    public SignedCalls(Limits limits, PermittedAddresses addresses) {
        maxAnswerBytes = limits.maxAnswerBytes();
        http = new BoundedHttp(limits.name(), limits.connectTimeout(), limits.responseTimeout(), addresses);
    }

    /**
     * Posts and waits for the answer; never throws for what the application does.
     *
     * @param url {@code null} if the application has none
     * @param action of a question of reconciliation; {@code null}: a check-back
     */
    public Reply post(
            @Nullable URI url, Application application, @Nullable String action, Instant askedAt, byte[] body) {
        if (url == null) {
            return new Reply.None("The application has no check address");
        }
        if (application.signingKeys().isEmpty()) {
            return new Reply.None("The application has no valid token to sign with");
        }
        HttpPost request = request(url, application.signingKeys(), action, askedAt, body);
        try {
            return http.post(request, response -> reply(application.signingKeys(), action, askedAt, response));
        } catch (AnswerTooLongException e) {
            return new Reply.Unbelievable("The answer is longer than " + maxAnswerBytes + " bytes");
        } catch (IOException e) {
            return new Reply.None(
                    request.isCancelled() ? "No whole answer within " + http.limit() : shorten(e.toString()));
        }
    }

    private static HttpPost request(URI url, List<byte[]> keys, @Nullable String action, Instant askedAt, byte[] body) {
        long now = askedAt.toEpochMilli();
        HttpPost request = new HttpPost(url);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        request.setHeader("Accept", "application/json");
        request.setHeader(CheckSignature.TIMESTAMP_HEADER, Long.toString(now));
        request.setHeader(
                CheckSignature.SIGNATURE_HEADER,
                action == null
                        ? CheckSignature.signRequest(keys, now, body)
                        : CheckSignature.signRequest(keys, action, now, body));
        return request;
    }

    private Reply reply(List<byte[]> keys, @Nullable String action, Instant askedAt, ClassicHttpResponse response)
            throws IOException {
        if (response.getCode() != 200) {
            return new Reply.None(STATUS + response.getCode());
        }
        byte[] body = new byte[0];
        if (response.getEntity() != null) {
            body = response.getEntity().getContent().readNBytes(maxAnswerBytes + 1);
            if (body.length > maxAnswerBytes) {
                throw new AnswerTooLongException();
            }
        }
        String problem = problemOf(keys, action, askedAt, response, body);
        return problem == null ? new Reply.Signed(body) : new Reply.Unbelievable(problem);
    }

    private static @Nullable String problemOf(
            List<byte[]> keys, @Nullable String action, Instant askedAt, ClassicHttpResponse response, byte[] body) {
        String contentType = header(response, "Content-Type");
        if (contentType == null || !isJson(contentType)) {
            return "The answer is not JSON; its content type is " + contentType;
        }
        Long timestamp = millis(header(response, CheckSignature.TIMESTAMP_HEADER));
        String signature = header(response, CheckSignature.SIGNATURE_HEADER);
        if (timestamp == null || signature == null) {
            return "The answer is not signed";
        }
        if (Math.abs(timestamp - askedAt.toEpochMilli()) > CheckSignature.MAX_SKEW_MILLIS) {
            return "The answer's timestamp is too far from the database's time";
        }
        boolean signed = action == null
                ? CheckSignature.isResponseSigned(keys, timestamp, body, signature)
                : CheckSignature.isResponseSigned(keys, action, timestamp, body, signature);
        return signed ? null : "The answer's signature is not the application's";
    }

    private static boolean isJson(String contentType) {
        return contentType.split(";", 2)[0].trim().equalsIgnoreCase("application/json");
    }

    private static @Nullable String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static @Nullable Long millis(@Nullable String header) {
        try {
            return header == null ? null : Long.valueOf(header);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String shorten(String text) {
        return text.substring(0, Math.min(text.length(), MAX_PROBLEM_LENGTH));
    }

    /** Leaves the rest unread: the client drops a connection whose answer was not read to its end only for an exception. */
    private static final class AnswerTooLongException extends IOException {}

    @Override
    public void close() throws IOException {
        http.close();
    }
}
