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
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MapperFeature;
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

    private final URI base;
    private final Map<String, String> headers;
    private final Duration requestTimeout;
    private final JsonMapper json =
            JsonMapper.builder().enable(MapperFeature.USE_STATIC_TYPING).build();

    /**
     * @param serviceUrl the service's root
     * @param token the application's token
     * @param requestTimeout the longest that a call may take, connecting and reading included
     */
    public HttpMessageService(URI serviceUrl, String token, Duration requestTimeout) {
        String url = serviceUrl.toString();
        this.base = URI.create(url.endsWith("/") ? url : url + "/");
        this.headers = Map.of(
                "Authorization",
                "Bearer " + token,
                "Accept",
                "application/json, application/problem+json",
                "Content-Type",
                "application/json");
        this.requestTimeout = requestTimeout;
    }

    private HttpMessageService(HttpMessageService other, Duration requestTimeout) {
        this.base = other.base;
        this.headers = other.headers;
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
        URI uri = base.resolve(path);
        byte[] content = body == null ? null : json.writeValueAsBytes(body);
        HttpExchange.Answer answer = exchange(uri, new HttpExchange(uri, method, headers, content));
        if (answer.status() >= 200 && answer.status() < 300) {
            return answer.body();
        }
        throw failure(uri, answer);
    }

    private HttpExchange.Answer exchange(URI uri, HttpExchange exchange) {
        try {
            return exchange.send(requestTimeout);
        } catch (SocketTimeoutException e) {
            throw new ServiceUnavailableException(uri + " gave no answer within " + requestTimeout, e);
        } catch (IOException e) {
            throw new ServiceUnavailableException(uri + ": " + e, e);
        }
    }

    private RuntimeException failure(URI uri, HttpExchange.Answer answer) {
        int status = answer.status();
        Problem problem = problem(answer);
        String said = uri + " answered " + status + (problem.detail() == null ? "" : ": " + problem.detail());
        if (status == 401) {
            said += "; reliable-message.token is no token that the service accepts now";
        }
        if (status == 429 || status == 408 || status >= 500) {
            return new ServiceUnavailableException(said, null);
        }
        return new ServiceRefusedException(status, problem.field(), said);
    }

    private Problem problem(HttpExchange.Answer answer) {
        String type = answer.contentType();
        if (type != null && type.startsWith("application/problem+json")) {
            try {
                return json.readValue(answer.body(), Problem.class);
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
