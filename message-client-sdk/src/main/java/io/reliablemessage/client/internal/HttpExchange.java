package io.reliablemessage.client.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer.
 *
 * <p>Short ones, which are nearly all, go over the JDK's old client, because it does everything on the caller's thread. The newer client
 * hands each call to a selector's thread and back, through several futures: that costs about ten times the CPU, which is most of what a
 * short call costs. Long ones go over the newer one: with the old one, a body that the other side does not read blocks its writer for as
 * long as the connection lives, and only a body that the system's buffers take at once can never do that.
 */
final class HttpExchange {
    /** The longest body of a short request, in bytes. */
    static final int SHORT = 16 * 1024;

    private static final int CONNECT_MILLIS = 2_000;

    /** Ends short calls whose answer does not begin in time; a socket's own timeout begins anew with each byte of it. */
    private static final ScheduledThreadPoolExecutor DEADLINES = deadlines();

    private static final long CLOSE_AGAIN_MILLIS = 100;

    private final URI uri;
    private final String method;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;

    /**
     * @param status as the server gave it; 300 to 399 too, since redirects are not followed
     * @param contentType {@code null} if the answer has none
     */
    record Answer(int status, @Nullable String contentType, byte[] body) {}

    /** The newer client, made by the first long request. */
    private static final class Selector {
        static final HttpClient CLIENT = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(CONNECT_MILLIS))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @param body {@code null} for none */
    HttpExchange(URI uri, String method, Map<String, String> headers, byte @Nullable [] body) {
        this.uri = uri;
        this.method = method;
        this.headers = headers;
        this.body = body;
    }

    /**
     * Sends the request, and once more at once if the connection breaks before the answer, as one that was kept alive may do.
     *
     * @param timeout of everything together, more than 0; the body of a short request's answer may take as long again
     * @throws SocketTimeoutException when it is over
     * @throws IOException if there is no connection, or it breaks
     */
    Answer send(Duration timeout) throws IOException {
        return body != null && body.length > SHORT ? sendLong(timeout) : sendShort(timeout);
    }

    /** The client itself repeats what a broken connection has swallowed. */
    private Answer sendShort(Duration timeout) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        connection.setConnectTimeout(Math.min(millis, CONNECT_MILLIS));
        connection.setReadTimeout(millis);
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        headers.forEach(connection::setRequestProperty);
        AtomicBoolean late = new AtomicBoolean();
        try {
            int status = status(connection, millis, late);
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Answer(status, connection.getContentType(), in == null ? new byte[0] : read(in, deadline));
            }
        } catch (IOException e) {
            throw late.get() ? timeout(e) : e;
        } catch (RuntimeException e) {
            // The client stumbles over a connection that is closed while it writes.
            throw late.get() ? timeout(e) : new IOException("The connection broke", e);
        }
    }

    /**
     * Writes the request and waits until the answer's body begins. Only so long may another thread close the connection: a body's stream
     * is closed by its reader alone.
     */
    private int status(HttpURLConnection connection, int millis, AtomicBoolean late) throws IOException {
        // A client that finds its connection closed may open another one, so that closing is repeated.
        ScheduledFuture<?> closing = DEADLINES.scheduleWithFixedDelay(
                () -> {
                    late.set(true);
                    connection.disconnect();
                },
                millis,
                CLOSE_AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
        try {
            if (body != null || !method.equals("GET")) {
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body == null ? new byte[0] : body);
                }
            }
            int status = connection.getResponseCode();
            if (status < 0) {
                throw new IOException("The answer is not HTTP");
            }
            return status;
        } finally {
            closing.cancel(false);
        }
    }

    /** To the end, so that the connection can be used again. */
    private static byte[] read(InputStream in, long deadline) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8 * 1024];
        for (int count = in.read(some); count >= 0; count = in.read(some)) {
            all.write(some, 0, count);
            if (System.nanoTime() > deadline) {
                throw new SocketTimeoutException("The answer took too long");
            }
        }
        return all.toByteArray();
    }

    private Answer sendLong(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            return sendLongOnce(timeout);
        } catch (ConnectException | SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return sendLongOnce(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }

    /** The request's own timeout ends with the answer's headers; waiting here covers the body too. */
    private Answer sendLongOnce(Duration timeout) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> sending =
                Selector.CLIENT.sendAsync(request.build(), BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = sending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            String type = response.headers().firstValue("Content-Type").orElse(null);
            return new Answer(response.statusCode(), type, response.body());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpTimeoutException) {
                throw timeout(e);
            }
            throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
        } catch (TimeoutException e) {
            sending.cancel(true);
            throw timeout(e);
        } catch (InterruptedException e) {
            sending.cancel(true);
            Thread.currentThread().interrupt();
            throw timeout(e);
        }
    }

    private static SocketTimeoutException timeout(Exception cause) {
        SocketTimeoutException timeout = new SocketTimeoutException("The answer took too long");
        timeout.initCause(cause);
        return timeout;
    }

    /** Its thread ends when nothing is to be watched, and keeps no application alive. */
    private static ScheduledThreadPoolExecutor deadlines() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(null, work, "reliable-message-deadlines", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
