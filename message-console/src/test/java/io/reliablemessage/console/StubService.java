package io.reliablemessage.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.protocol.management.CurrentOperator;
import io.reliablemessage.protocol.management.IssuedSession;
import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.UriUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service that answers what a test tells it to, over real HTTP. From the start there are the people "viewer", "operator" and
 * "administrator" with the password {@value #PASSWORD}; every call but a login needs the session of one of them.
 */
public final class StubService implements AutoCloseable {
    public static final String PASSWORD = "correct horse battery";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private int port;

    public StubService(int port) {
        server = started(port);
        reset();
    }

    /** @param variables of the path, by their names in the pattern */
    public record Request(
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> variables,
            String body,
            String token,
            String forwardedFor) {
        public <T> T body(Class<T> type) {
            return JSON.readValue(body, type);
        }
    }

    /** @param body is written as JSON; {@code null}: none */
    public record Answer(int status, Object body, Map<String, String> headers) {
        public static Answer of(int status, Object body) {
            return new Answer(status, body, Map.of());
        }

        public static Answer problem(int status, String field, String detail) {
            Map<String, Object> problem = new LinkedHashMap<>();
            problem.put("status", status);
            problem.put("detail", detail);
            if (field != null) {
                problem.put("field", field);
            }
            return of(status, problem);
        }

        /** The same with a code, and what the words for it need. */
        @SuppressWarnings("unchecked")
        public Answer coded(String code, String id, Object limit) {
            Map<String, Object> problem = new LinkedHashMap<>((Map<String, Object>) body);
            problem.put("code", code);
            problem.put("id", id);
            problem.put("limit", limit);
            return new Answer(status, problem, headers);
        }

        public Answer with(String header, String value) {
            return new Answer(status, body, Map.of(header, value));
        }
    }

    private record Rule(String method, PathPattern path, Function<Request, Object> answer) {}

    /** @param pattern {@code /v1/messages/{id}}; of several rules the last one given decides */
    public StubService on(String method, String pattern, Function<Request, Object> answer) {
        rules.add(0, new Rule(method, PathPatternParser.defaultInstance.parse(pattern), answer));
        return this;
    }

    public StubService on(String method, String pattern, Object answer) {
        return on(method, pattern, request -> answer);
    }

    /** What was asked so far, oldest first. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public Request last(String method, String path) {
        return requests.stream()
                .filter(each -> each.method().equals(method) && each.path().equals(path))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("Nobody asked " + method + " " + path + ", but " + requests));
    }

    /** As after the start. */
    public void reset() {
        up();
        rules.clear();
        requests.clear();
        on("POST", "/v1/sessions", this::login);
        on("GET", "/v1/sessions/current", request -> person(request.token()));
        on("DELETE", "/v1/sessions/current", Answer.of(204, null));
        on("GET", "/v1/overview", overview());
        on("GET", "/v1/reconciliation/policies", List.of());
        on("GET", "/v1/reconciliation/discrepancies", new Page<>(List.of(), null));
    }

    /** Takes no connections, as a service that is not there. */
    public void down() {
        if (server != null) {
            server.stop(0);
            port = server.getAddress().getPort();
            server = null;
        }
    }

    public void up() {
        if (server == null) {
            server = started(port);
        }
    }

    public String url() {
        return "http://localhost:"
                + (server == null ? port : server.getAddress().getPort());
    }

    @Override
    public void close() {
        down();
        threads.shutdownNow();
    }

    /** The session of a person of this role; its token is what the calls of that person carry. */
    public static CurrentOperator person(Role role) {
        String name = role.name().toLowerCase(Locale.ROOT);
        return new CurrentOperator(name, "The " + name, role, false);
    }

    public static String token(Role role) {
        return "token-of-" + role;
    }

    private static Object person(String token) {
        for (Role role : Role.values()) {
            if (token(role).equals(token)) {
                return person(role);
            }
        }
        return Answer.problem(401, null, "The session is over");
    }

    private Object login(Request request) {
        Credentials credentials = request.body(Credentials.class);
        for (Role role : Role.values()) {
            if (person(role).name().equals(credentials.name()) && PASSWORD.equals(credentials.password())) {
                return new IssuedSession(token(role), Instant.now().plusSeconds(28_800), person(role));
            }
        }
        return Answer.problem(401, null, "Name or password is wrong");
    }

    private static Overview overview() {
        Overview.Count none = new Overview.Count(0, false);
        return new Overview(
                Instant.now(),
                new Overview.Ages(null, null, null, null),
                List.of(),
                List.of(),
                List.of(),
                none,
                none,
                none,
                0,
                false,
                0,
                null,
                0,
                none);
    }

    private HttpServer started(int wanted) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
            http.setExecutor(threads);
            http.createContext("/", this::answer);
            http.start();
            return http;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = decide(exchange);
            } catch (RuntimeException e) {
                answer = Answer.problem(500, null, "The stub failed: " + e);
            }
            byte[] body = answer.body() == null ? new byte[0] : JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders()
                    .set("Content-Type", answer.status() >= 400 ? "application/problem+json" : "application/json");
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer decide(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String token = authorization == null ? null : authorization.replaceFirst("^Bearer ", "");
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String forwardedFor = exchange.getRequestHeaders().getFirst("X-Forwarded-For");
        PathContainer parsed = PathContainer.parsePath(path);
        for (Rule rule : rules) {
            PathPattern.PathMatchInfo match =
                    rule.method().equals(method) ? rule.path().matchAndExtract(parsed) : null;
            if (match != null) {
                Request request = new Request(method, path, query, match.getUriVariables(), body, token, forwardedFor);
                requests.add(request);
                if (!path.startsWith("/v1/sessions") && person(token) instanceof Answer over) {
                    return over;
                }
                Object answer = rule.answer().apply(request);
                return answer instanceof Answer complete ? complete : Answer.of(200, answer);
            }
        }
        requests.add(new Request(method, path, query, Map.of(), body, token, forwardedFor));
        return Answer.problem(404, null, "There is no " + path);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null) {
            for (String part : raw.split("&")) {
                int equals = part.indexOf('=');
                query.put(
                        UriUtils.decode(part.substring(0, equals), StandardCharsets.UTF_8),
                        UriUtils.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }
}
