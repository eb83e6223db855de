package io.reliablemessage.service.application.call;

import java.io.IOException;
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
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.util.Timeout;

/**
 * Posts to addresses that somebody has entered. The whole exchange is bounded in time, no redirect is followed, no cookie kept, nothing
 * retried, and only permitted addresses are connected to. Whoever reads the answer bounds its size.
 */
public final class BoundedHttp implements AutoCloseable {
    private static final int MAX_PER_ADDRESS = 4;
    private static final int MAX_CONNECTIONS = 32;

    private final CloseableHttpClient http;
    private final Duration limit;
    private final ScheduledExecutorService deadlines;

    /**
     * @param name of what is called, in threads and the user agent
     * @param connectTimeout for the connection
     * @param responseTimeout for the whole answer, after the connection
     */
    public BoundedHttp(String name, Duration connectTimeout, Duration responseTimeout, PermittedAddresses addresses) {
        limit = connectTimeout.plus(responseTimeout);
        deadlines = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, name + "-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        Timeout connect = Timeout.of(connectTimeout);
        Timeout response = Timeout.of(responseTimeout);
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
                .setUserAgent("reliable-message-" + name)
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .build();
    }

    /** @throws IOException what the answer's reader threw, or that there is no whole answer; then {@code request} may be cancelled */
    public <T> T post(HttpPost request, HttpClientResponseHandler<T> answer) throws IOException {
        ScheduledFuture<?> deadline = deadlines.schedule(request::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return http.execute(request, answer);
        } finally {
            deadline.cancel(false);
        }
    }

    /** How long an exchange may take. */
    public Duration limit() {
        return limit;
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        http.close();
    }
}
