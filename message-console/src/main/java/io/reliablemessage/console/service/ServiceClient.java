package io.reliablemessage.console.service;

import io.reliablemessage.protocol.management.Page;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls the service, each time with the session of the person whose request it is. Every method may throw {@link ServiceProblem}
 * (refused), {@link SessionOverException} (logged out) and {@link ServiceUnreachableException} (no answer, or none now); what nobody catches
 * becomes a page.
 */
@Component
public class ServiceClient {
    private static final int MAX_PROBLEM_BYTES = 64 * 1024;

    private final RestClient http;
    private final URI service;
    private final JsonMapper json;

    ServiceClient(
            RestClient.Builder builder,
            ClientHttpRequestFactory connections,
            ConsoleProperties properties,
            JsonMapper json) {
        http = builder.requestFactory(connections)
                .defaultStatusHandler(HttpStatusCode::isError, (request, response) -> refuse(response))
                .build();
        service = properties.serviceUrl();
        this.json = json;
    }

    public <T> T get(Call call, Class<T> type) {
        return body(exchange(HttpMethod.GET, call, null, ParameterizedTypeReference.forType(type)));
    }

    public <T> Page<T> page(Call call, Class<T> item) {
        return body(exchange(HttpMethod.GET, call, null, generic(Page.class, item)));
    }

    public <T> List<T> list(Call call, Class<T> item) {
        return body(exchange(HttpMethod.GET, call, null, generic(List.class, item)));
    }

    /** @param body what is sent as JSON; {@code null}: nothing */
    public <T> T send(HttpMethod method, Call call, @Nullable Object body, Class<T> type) {
        return body(exchange(method, call, body, ParameterizedTypeReference.forType(type)));
    }

    /** As {@link #send(HttpMethod, Call, Object, Class)}, for calls whose answer is empty or does not matter. */
    public void send(HttpMethod method, Call call, @Nullable Object body) {
        answered(() -> request(method, call, body).retrieve().toBodilessEntity());
    }

    private <T> @Nullable T exchange(
            HttpMethod method, Call call, @Nullable Object body, ParameterizedTypeReference<T> type) {
        return answered(() -> request(method, call, body).retrieve().body(type));
    }

    private RestClient.RequestBodySpec request(HttpMethod method, Call call, @Nullable Object body) {
        RestClient.RequestBodySpec request =
                http.method(method).uri(call.at(service)).accept(MediaType.APPLICATION_JSON);
        String token = token();
        if (token != null) {
            request.headers(headers -> headers.setBearerAuth(token));
        }
        String person = call.person();
        if (person != null) {
            request.header("X-Forwarded-For", person);
        }
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        return request;
    }

    private <T> @Nullable T answered(Supplier<@Nullable T> call) {
        try {
            return call.get();
        } catch (ResourceAccessException e) {
            boolean undone =
                    e.getCause() instanceof ConnectException || e.getCause() instanceof HttpConnectTimeoutException;
            throw new ServiceUnreachableException(
                    "No answer from " + service + (undone ? ": no connection" : " in time"), undone, e);
        }
    }

    private static <T> T body(@Nullable T body) {
        if (body == null) {
            throw new IllegalStateException("The service gave an empty answer");
        }
        return body;
    }

    private static <T> ParameterizedTypeReference<T> generic(Class<?> container, Class<?> item) {
        return ParameterizedTypeReference.forType(
                ResolvableType.forClassWithGenerics(container, item).getType());
    }

    private static @Nullable String token() {
        Authentication person = SecurityContextHolder.getContext().getAuthentication();
        return person != null && person.getPrincipal() instanceof OperatorSession session ? session.token() : null;
    }

    private void refuse(ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        JsonNode problem = problem(response);
        String detail = problem.path("detail").asString("The service answered " + status + " without saying why");
        if (status == 401 && token() != null) {
            throw new SessionOverException();
        }
        if (status == 502 || status == 503 || status == 504) {
            throw new ServiceUnreachableException(detail, status);
        }
        String code = text(problem, "code");
        throw new ServiceProblem(
                status,
                text(problem, "field"),
                detail,
                retryAfter(response),
                code == null ? null : new ServiceProblem.Code(code, text(problem, "id"), text(problem, "limit")));
    }

    private static @Nullable String text(JsonNode problem, String member) {
        JsonNode value = problem.path(member);
        return value.isString() || value.isNumber() ? value.asString() : null;
    }

    private JsonNode problem(ClientHttpResponse response) throws IOException {
        byte[] body = response.getBody().readNBytes(MAX_PROBLEM_BYTES);
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            return json.missingNode();
        }
    }

    private static @Nullable Long retryAfter(ClientHttpResponse response) {
        String seconds = response.getHeaders().getFirst("Retry-After");
        return seconds != null && seconds.matches("\\d{1,9}") ? Long.valueOf(seconds) : null;
    }
}
