package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.service.application.Application;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Puts questions to producers. The whole exchange is bounded in time and size, no redirect is followed, no cookie kept, nothing
 * retried, and only permitted addresses are connected to.
 */
final class CheckBackClient implements AutoCloseable {
    static final int MAX_ANSWER_BYTES = 256 * 1024;
    private static final int MAX_PER_ADDRESS = 4;
    private static final int MAX_CONNECTIONS = 32;

    private final CloseableHttpClient http;
    private final AnswerReader answers = new AnswerReader();
    private final Duration limit;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "check-back-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    CheckBackClient(CheckBackProperties properties, PermittedAddresses addresses) {
        limit = properties.connectTimeout().plus(properties.responseTimeout());
        Timeout connect = Timeout.of(properties.connectTimeout());
        Timeout response = Timeout.of(properties.responseTimeout());
        http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(addresses)
                        .setMaxConnPerRoute(MAX_PER_ADDRESS)
                        .setMaxConnTotal(MAX_CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(response)
                                .setTimeToLive(Timeout.ofMinutes(1))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(connect)
                        .setResponseTimeout(response)
                        .build())
                .setUserAgent("reliable-message-check-back")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .build();
    }

    /** Asks and waits for the answer; never throws for what the application does. */
    Answer ask(Application application, CheckRequest question) {
        URI url = application.checkUrl();
        if (url == null) {
            return new Answer.Unanswered("The application has no check address");
        }
        if (application.signingKeys().isEmpty()) {
            return new Answer.Unanswered("The application has no valid token to sign with");
        }
        HttpPost request = request(url, application, question);
        ScheduledFuture<?> deadline = deadlines.schedule(request::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return http.execute(request, response -> answer(application, question, response));
        } catch (AnswerTooLongException e) {
            return Answer.Answered.unreadable("The answer is longer than " + MAX_ANSWER_BYTES + " bytes");
        } catch (IOException e) {
            return new Answer.Unanswered(
                    request.isCancelled() ? "No whole answer within " + limit : shorten(e.toString()));
        } finally {
            deadline.cancel(false);
        }
    }

    private HttpPost request(URI url, Application application, CheckRequest question) {
        byte[] body = answers.write(question);
        long now = question.askedAt().toEpochMilli();
        HttpPost request = new HttpPost(url);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        request.setHeader("Accept", "application/json");
        request.setHeader(CheckSignature.TIMESTAMP_HEADER, Long.toString(now));
        request.setHeader(
                CheckSignature.SIGNATURE_HEADER, CheckSignature.signRequest(application.signingKeys(), now, body));
        return request;
    }

    private Answer answer(Application application, CheckRequest question, ClassicHttpResponse response)
            throws IOException {
        if (response.getCode() != 200) {
            return new Answer.Unanswered("HTTP status " + response.getCode());
        }
        byte[] body = new byte[0];
        if (response.getEntity() != null) {
            body = response.getEntity().getContent().readNBytes(MAX_ANSWER_BYTES + 1);
            if (body.length > MAX_ANSWER_BYTES) {
                throw new AnswerTooLongException();
            }
        }
        return answers.read(
                question,
                application.signingKeys(),
                new AnswerReader.Response(
                        header(response, "Content-Type"),
                        header(response, CheckSignature.TIMESTAMP_HEADER),
                        header(response, CheckSignature.SIGNATURE_HEADER),
                        body));
    }

    private static @Nullable String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static String shorten(String text) {
        return text.substring(0, Math.min(text.length(), 400));
    }

    /** Leaves the rest unread: the client drops a connection whose answer was not read to its end only for an exception. */
    private static final class AnswerTooLongException extends IOException {}

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        http.close();
    }
}
