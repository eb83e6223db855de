package io.reliablemessage.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.ServiceUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes over the wire, well and badly. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpExchangeTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private ServerSocket server;
    private Behaviour behaviour;

    /** What the server does with each request, whose head and body it has read. */
    private interface Behaviour {
        void answer(Socket connection, int connectionNumber) throws Exception;
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::accept);
        accepting.setDaemon(true);
        accepting.start();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    @Test
    void keepsConnectionsAlive() throws Exception {
        behaviour = (connection, number) -> write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        for (int i = 0; i < 5; i++) {
            assertThat(new String(exchange().send(PATIENT).body(), StandardCharsets.UTF_8))
                    .isEqualTo("ok");
        }
        assertThat(connections).hasSize(1);
    }

    @Test
    void readsWhatComesWithRefusal() throws Exception {
        behaviour = (connection, number) -> write(
                connection,
                "HTTP/1.1 401 No\r\nContent-Type: application/problem+json\r\nWWW-Authenticate: Bearer\r\nContent-Length: 2\r\n\r\n{}");
        HttpExchange.Answer answer = exchange().send(PATIENT);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.body()).hasSize(2);
    }

    @Test
    void followsNoRedirect() throws Exception {
        behaviour = (connection, number) ->
                write(connection, "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        assertThat(exchange().send(PATIENT).status()).isEqualTo(302);
    }

    @Test
    void endsInTimeWhenNothingComes() {
        behaviour = (connection, number) -> connection.getInputStream().read();
        assertEndsInTime();
    }

    @Test
    void endsInTimeWhenHeadersDrip() {
        behaviour = (connection, number) -> drip(connection, "HTTP/1.1 200 OK\r\nX-Drip: ");
        assertEndsInTime();
    }

    @Test
    void endsInTimeWhenBodyDrips() {
        behaviour = (connection, number) -> drip(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        assertEndsInTime();
    }

    @Test
    void endsInTimeWhenNobodyReadsLongRequest() throws Exception {
        server.close();
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        HttpExchange endless =
                new HttpExchange(uri(), "POST", Map.of("Content-Type", "application/json"), new byte[8 * 1024 * 1024]);
        long began = System.nanoTime();
        assertThatThrownBy(() -> endless.send(Duration.ofMillis(300))).isInstanceOf(SocketTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void longRequestsAreAnsweredAlike() throws Exception {
        behaviour = (connection, number) -> write(
                connection, "HTTP/1.1 503 No\r\nContent-Type: application/problem+json\r\nContent-Length: 2\r\n\r\n{}");
        HttpExchange.Answer answer = new HttpExchange(
                        uri(), "POST", Map.of("Content-Type", "application/json"), new byte[HttpExchange.SHORT + 1])
                .send(PATIENT);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.body()).hasSize(2);
    }

    @Test
    void doesNotTakeJunkForAnAnswer() {
        behaviour = (connection, number) -> {
            write(connection, "junk\r\n\r\n");
            connection.close();
        };
        assertThatThrownBy(() -> exchange().send(PATIENT)).isInstanceOf(IOException.class);
    }

    @Test
    void repeatsWhenConnectionBreaksBeforeTheAnswer() {
        behaviour = (connection, number) -> {
            if (number == 1) {
                connection.close();
            } else {
                write(
                        connection,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"results\":[]}");
            }
        };
        UUID id = UUID.randomUUID();
        assertThatThrownBy(() -> client(PATIENT).confirm(List.of(id)))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("0 results for 1 items");
        assertThat(connections).hasSize(2);
    }

    @Test
    void saysWhenNobodyAnswers() throws IOException {
        server.close();
        assertThatThrownBy(() -> client(PATIENT).confirm(List.of(UUID.randomUUID())))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("refused");
    }

    private void assertEndsInTime() {
        long began = System.nanoTime();
        assertThatThrownBy(() -> exchange().send(Duration.ofMillis(300))).isInstanceOf(SocketTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(290), Duration.ofSeconds(10));
    }

    private HttpExchange exchange() {
        return new HttpExchange(uri(), "POST", Map.of("Content-Type", "application/json"), new byte[] {'{', '}'});
    }

    private MessageService client(Duration timeout) {
        return new HttpMessageService(uri(), "rm_app_token", timeout);
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/x");
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                int number = connections.size();
                Thread serving = new Thread(() -> serve(connection, number));
                serving.setDaemon(true);
                serving.start();
            }
        } catch (IOException e) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    private void serve(Socket connection, int number) {
        try {
            while (readRequest(connection.getInputStream())) {
                behaviour.answer(connection, number);
            }
        } catch (Exception e) {
            // The client hung up, as some of the tests want.
            assertThat(e).isInstanceOfAny(IOException.class, InterruptedException.class);
        }
    }

    /** @return whether there was one */
    private static boolean readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        int length = head.toString()
                .toLowerCase(Locale.ROOT)
                .lines()
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                .findFirst()
                .orElse(0);
        return in.readNBytes(length).length == length;
    }

    private static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().flush();
    }

    /** More and more, each long before a socket's timeout. */
    private static void drip(Socket connection, String first) throws Exception {
        write(connection, first);
        while (true) {
            write(connection, "x");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
