package io.reliablemessage.client.internal;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.protocol.BatchResult;
import io.reliablemessage.protocol.ClientConfiguration;
import io.reliablemessage.protocol.IdBatch;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageBatch;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.NoticeAcknowledgement;
import io.reliablemessage.protocol.NoticeBatch;
import io.reliablemessage.protocol.NoticeClaim;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptBatch;
import io.reliablemessage.protocol.SubscriptionRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP API of message-service. Every call ends within the request timeout; one whose connection broke before the answer is repeated
 * once at once.
 *
 * <p>No answer, none in time, 429, 5xx or something that is not the service's JSON is {@link ServiceUnavailableException}, any other
 * status {@link ServiceRefusedException}.
 */
public final class HttpMessageService implements MessageService {
    private static final Logger log = LoggerFactory.getLogger(HttpMessageService.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient http;
    private final URI base;
    private final String token;
    private final Duration requestTimeout;
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * @param serviceUrl the service's root
     * @param token the application's token
     * @param requestTimeout the longest that a call may take, connecting and reading included
     */
    public HttpMessageService(URI serviceUrl, String token, Duration requestTimeout) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(requestTimeout.compareTo(CONNECT_TIMEOUT) < 0 ? requestTimeout : CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                // Nothing that is done with an answer blocks, so that it can be done where it comes in; a pool of
                // threads would cost
                // every call two more changes of thread.
                .executor(Runnable::run)
                .build();
        String url = serviceUrl.toString();
        this.base = URI.create(url.endsWith("/") ? url : url + "/");
        this.token = token;
        this.requestTimeout = requestTimeout;
    }

    private HttpMessageService(HttpMessageService other, Duration requestTimeout) {
        this.http = other.http;
        this.base = other.base;
        this.token = other.token;
        this.requestTimeout = requestTimeout;
    }

    /** Shares the connections. */
    @Override
    public MessageService withRequestTimeout(Duration timeout) {
        return new HttpMessageService(this, timeout);
    }

    @Override
    public List<ItemResult> prepare(List<NewMessage> messages) {
        return batch("v1/messages/prepare", new MessageBatch(messages), messages.size());
    }

    @Override
    public List<ItemResult> submit(List<NewMessage> messages) {
        return batch("v1/messages/submit", new MessageBatch(messages), messages.size());
    }

    @Override
    public List<ItemResult> confirm(List<UUID> ids) {
        return batch("v1/messages/confirm", new IdBatch(ids), ids.size());
    }

    @Override
    public List<ItemResult> cancel(List<UUID> ids) {
        return batch("v1/messages/cancel", new IdBatch(ids), ids.size());
    }

    @Override
    public List<ItemResult> receipts(List<Receipt> receipts) {
        return batch("v1/receipts", new ReceiptBatch(receipts), receipts.size());
    }

    @Override
    public void subscribe(String topic, String group, @Nullable String tags) {
        String path = "v1/topics/" + encode(topic) + "/subscriptions/" + encode(group);
        byte[] answer = call("PUT", path, new SubscriptionRequest(tags, null));
        String replaced =
                answer.length == 0 ? null : read(path, answer, Subscribed.class).replacedTags();
        if (replaced != null) {
            log.warn(
                    "Group {} selected {} of topic {} until now and selects {} from now on; while instances with the old selection run,"
                            + " the broker may keep messages from either",
                    group,
                    replaced,
                    topic,
                    tags == null ? "*" : tags);
        }
    }

    @Override
    public void wantNotices(String topic) {
        call("PUT", "v1/topics/" + encode(topic) + "/notices", null);
    }

    @Override
    public NoticeBatch claimNotices(List<String> topics, int max) {
        String path = "v1/notices/claim";
        NoticeBatch batch = read(path, call("POST", path, new NoticeClaim(topics, max)), NoticeBatch.class);
        if (batch.notices() == null) {
            throw new ServiceUnavailableException(base + path + " answered no list of notices", null);
        }
        return batch;
    }

    @Override
    public void acknowledgeNotices(List<Long> numbers) {
        if (!numbers.isEmpty()) {
            call("POST", "v1/notices/ack", new NoticeAcknowledgement(numbers));
        }
    }

    @Override
    public ClientConfiguration configuration() {
        return read("v1/client-configuration", call("GET", "v1/client-configuration", null), ClientConfiguration.class);
    }

    private List<ItemResult> batch(String path, Object body, int items) {
        if (items == 0) {
            return List.of();
        }
        List<ItemResult> results =
                read(path, call("POST", path, body), BatchResult.class).results();
        if (results == null || results.size() != items) {
            throw new ServiceUnavailableException(
                    base + path + " answered " + (results == null ? 0 : results.size()) + " results for " + items
                            + " items",
                    null);
        }
        return results;
    }

    private byte[] call(String method, String path, @Nullable Object body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(requestTimeout)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, application/problem+json");
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        }
        HttpResponse<byte[]> response = exchange(request.build());
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return response.body();
        }
        throw failure(response);
    }

    /** The request's own timeout ends with the answer's headers; the deadline here covers the body too. */
    private HttpResponse<byte[]> exchange(HttpRequest request) {
        long deadline = System.nanoTime() + requestTimeout.toNanos();
        for (int tries = 1; ; tries++) {
            CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, BodyHandlers.ofByteArray());
            try {
                return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                if (tries > 1 || !isBrokenConnection(e.getCause())) {
                    throw new ServiceUnavailableException(request.uri() + ": " + said(e.getCause()), e.getCause());
                }
            } catch (TimeoutException e) {
                answer.cancel(true);
                throw new ServiceUnavailableException(request.uri() + " gave no answer within " + requestTimeout, e);
            } catch (InterruptedException e) {
                answer.cancel(true);
                Thread.currentThread().interrupt();
                throw new ServiceUnavailableException("Interrupted while waiting for " + request.uri(), e);
            }
        }
    }

    /** The JDK's client has no text for the most frequent case. */
    private static String said(@Nullable Throwable cause) {
        return cause instanceof ConnectException && cause.getMessage() == null
                ? "nobody answers there"
                : String.valueOf(cause);
    }

    private static boolean isBrokenConnection(@Nullable Throwable cause) {
        return cause instanceof IOException
                && !(cause instanceof ConnectException)
                && !(cause instanceof HttpTimeoutException);
    }

    private RuntimeException failure(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        Problem problem = problem(response);
        String said =
                response.uri() + " answered " + status + (problem.detail() == null ? "" : ": " + problem.detail());
        if (status == 401) {
            said += "; reliable-message.token is no token that the service accepts now";
        }
        if (status == 429 || status == 408 || status >= 500) {
            return new ServiceUnavailableException(said, null);
        }
        return new ServiceRefusedException(status, problem.field(), said);
    }

    private Problem problem(HttpResponse<byte[]> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (type.startsWith("application/problem+json")) {
            try {
                return json.readValue(response.body(), Problem.class);
            } catch (JacksonException e) {
                return new Problem(null, "its problem document is not readable: " + e.getOriginalMessage());
            }
        }
        return new Problem(null, null);
    }

    private <T> T read(String path, byte[] body, Class<T> type) {
        try {
            T value = json.readValue(body, type);
            if (value != null) {
                return value;
            }
        } catch (JacksonException e) {
            throw new ServiceUnavailableException(
                    base + path + " answered what is not the service's JSON; is service-url right?", e);
        }
        throw new ServiceUnavailableException(base + path + " answered null; is service-url right?", null);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @param replacedTags the selection that this call changed; {@code null}: none */
    private record Subscribed(@Nullable String replacedTags) {}

    private record Problem(@Nullable String field, @Nullable String detail) {}
}
