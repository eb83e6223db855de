package io.reliablemessage.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** What only a real server shows: cookies, error pages, files. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import({ConsoleTest.Stub.class, ConsoleServerTest.Broken.class})
@ExtendWith(OutputCaptureExtension.class)
class ConsoleServerTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    StubService service;

    @LocalServerPort
    int port;

    @Controller
    static class Broken {
        @GetMapping("/test/broken")
        String broken() {
            throw new IllegalStateException("Deliberately");
        }

        @GetMapping("/test/no-template")
        String noTemplate() {
            return "no/such/template";
        }
    }

    @BeforeEach
    void renew() {
        service.reset();
    }

    @Test
    void cookiesStayHere() throws Exception {
        assertThat(session(login())).contains("HttpOnly", "SameSite=Strict").doesNotContain("Secure");

        HttpResponse<String> secure = send(request("/login").header("X-Forwarded-Proto", "https"));
        assertThat(session(secure)).contains("HttpOnly", "SameSite=Strict", "Secure");
        assertThat(secure.headers().firstValue("Strict-Transport-Security")).isPresent();
    }

    @Test
    void failureOfTheConsoleHasANumberThatIsAlsoInTheLog(CapturedOutput log) throws Exception {
        String cookie = cookie(login());
        for (String path : List.of("/test/broken", "/test/no-template")) {
            HttpResponse<String> page = send(request(path).header("Cookie", cookie));

            assertThat(page.statusCode()).isEqualTo(500);
            assertThat(page.body())
                    .contains("The console failed", "Dead letters")
                    .doesNotContain("Deliberately", "Exception");
            Matcher reference = Pattern.compile("<code>([0-9a-f]{8})</code>").matcher(page.body());
            assertThat(reference.find()).isTrue();
            assertThat(log).contains("GET " + path + " failed; its reference is " + reference.group(1));
        }
        HttpResponse<String> part =
                send(request("/test/broken").header("Cookie", cookie).header("HX-Request", "true"));
        assertThat(part.headers().firstValue("HX-Retarget")).contains("#problems");
        assertThat(part.body()).contains("The console failed").doesNotContain("<html");
    }

    @Test
    void formWithoutTokenIsRefusedWithThePageThatSaysWhy() throws Exception {
        HttpResponse<String> page = send(request("/password")
                .header("Cookie", cookie(login()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("current=a&replacement=b&repetition=b")));

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("This page was too old to act from");
    }

    @Test
    void fileThatCannotBeFinishedFails() throws Exception {
        service.on(
                "GET",
                "/v1/messages",
                request -> request.query().containsKey("cursor")
                        ? StubService.Answer.problem(503, null, "The database gives no answer now")
                        : new Page<>(Collections.nCopies(200, Samples.message("1100")), "more"));
        String cookie = cookie(login());

        assertThatThrownBy(() -> send(request("/messages/export.csv").header("Cookie", cookie)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void filesAreKeptByBrowsersAndCompressed() throws Exception {
        String page = send(request("/login")).body();
        Matcher files = Pattern.compile("(?:href|src)=\"(/(?:css|js|img|webjars)/[^\"#]+)")
                .matcher(page);
        int found = 0;
        while (files.find()) {
            HttpResponse<String> file = send(request(files.group(1)));
            assertThat(file.statusCode()).as(files.group(1)).isEqualTo(200);
            assertThat(file.headers().firstValue("Cache-Control").orElse(""))
                    .as(files.group(1))
                    .contains("max-age=31536000");
            assertThat(files.group(1))
                    .as("changes with the content")
                    .containsPattern("-[0-9a-f]{32}\\.|/\\d+\\.\\d+\\.\\d+/");
            found++;
        }
        assertThat(found).isGreaterThan(6);
        assertThat(send(request("/css/console.css").header("Accept-Encoding", "gzip"))
                        .headers()
                        .firstValue("Content-Encoding"))
                .contains("gzip");
    }

    @Test
    void healthNeedsNoLoginAndNothingElseOfTheActuatorIsOpen() throws Exception {
        assertThat(send(request("/actuator/health")).body())
                .isEqualTo("{\"groups\":[\"liveness\",\"readiness\"],\"status\":\"UP\"}");
        assertThat(send(request("/actuator/env").header("Cookie", cookie(login())))
                        .statusCode())
                .isEqualTo(403);
    }

    private HttpResponse<String> login() throws Exception {
        HttpResponse<String> form = send(request("/login"));
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(form.body());
        assertThat(token.find()).isTrue();
        HttpResponse<String> answer = send(request("/login")
                .header("Cookie", cookie(form))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "username=" + StubService.person(Role.VIEWER).name() + "&password="
                                + StubService.PASSWORD.replace(' ', '+') + "&_csrf=" + token.group(1))));
        assertThat(answer.headers().firstValue("Location")).contains("http://localhost:" + port + "/");
        return answer;
    }

    private static String session(HttpResponse<String> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(each -> each.startsWith("reliable-message-console="))
                .findFirst()
                .orElseThrow();
    }

    private static String cookie(HttpResponse<String> response) {
        return session(response).replaceFirst(";.*", "");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
