package io.reliablemessage.client;

import io.reliablemessage.client.internal.plain.PlainConfiguration;
import io.reliablemessage.client.internal.plain.PlainReconciliation;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * The SDK for applications without Spring Boot. It needs Spring's transactions (any {@link PlatformTransactionManager} over the business
 * {@code DataSource}), but no application context:
 *
 * <pre>{@code
 * ReliableMessageClient client = ReliableMessageClient.builder()
 *         .serviceUrl("http://messages.internal:8080").application("order-service").token(token)
 *         .dataSource(dataSource).transactionManager(transactions)
 *         .build();
 * client.consume(new PointsListener());
 * client.start();
 * }</pre>
 *
 * <p>The tables are created beforehand, from the scripts in {@code db/reliable-message} of this jar. Events, {@code @Idempotent},
 * {@code @OnUndeliverable} and Redis flags need Spring Boot.
 */
public final class ReliableMessageClient implements AutoCloseable {
    private final PlainConfiguration client;

    private ReliableMessageClient(PlainConfiguration client) {
        this.client = client;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Sends messages, from the moment of {@link Builder#build()} on. */
    public ReliableMessages messages() {
        return client.messages();
    }

    /**
     * Makes an object's methods with {@link ReliableMessageListener} consumers, from {@link #start()} on.
     *
     * @return this client
     * @throws IllegalStateException if a method cannot be a listener, or the client has been started
     */
    public ReliableMessageClient consume(Object listeners) {
        client.consume(listeners);
        return this;
    }

    /**
     * Answers a check-back: the application's HTTP server passes on what is posted to the address that is registered for this
     * application, and answers as it is told. It needs no login in front of it, since the question carries a signature; that
     * is checked here. Bodies have up to 2 MB. In mode {@link ProducerMode#LOCAL} there are no check-backs.
     *
     * @param timestamp the header {@code Reliable-Message-Timestamp}, or {@code null} without one
     * @param signature the header {@code Reliable-Message-Signature}, or {@code null} without one
     */
    public CheckBackAnswer checkBack(@Nullable String timestamp, @Nullable String signature, byte[] body) {
        return client.checkBack(timestamp, signature, body);
    }

    /**
     * Answers a question about this application's books: the application's HTTP server passes on what is posted to {@code reconciliation/…} beside
     * the address of its check-backs, as with {@link #checkBack}.
     *
     * @param path of the request; its last part says what is asked
     * @param timestamp the header {@code Reliable-Message-Timestamp}, or {@code null} without one
     * @param signature the header {@code Reliable-Message-Signature}, or {@code null} without one
     */
    public CheckBackAnswer reconcile(String path, @Nullable String timestamp, @Nullable String signature, byte[] body) {
        return client.reconcile(path, timestamp, signature, body);
    }

    /** Begins to relay, to confirm and to consume. */
    public void start() {
        client.start();
    }

    /** Ends consuming, lets running listeners end, and passes on what waits, within a few seconds. */
    @Override
    public void close() {
        client.close();
    }

    /** The settings; those without a default must be set. */
    public static final class Builder {
        private @Nullable String serviceUrl;
        private @Nullable String application;
        private @Nullable String token;
        private @Nullable DataSource dataSource;
        private @Nullable PlatformTransactionManager transactionManager;
        private ProducerMode mode = ProducerMode.PREPARE;
        private Duration prepareTimeout = Duration.ofMillis(500);
        private WhenServiceUnavailable onServiceUnavailable = WhenServiceUnavailable.SPOOL;
        private @Nullable String brokerAddress;
        private JsonMapper jsonMapper = JsonMapper.builder().build();
        private final List<TransactionChecker> checkers = new ArrayList<>();
        private final List<ReconciliationSource> sources = new ArrayList<>();
        private final List<Object> missing = new ArrayList<>();
        private Duration reconciliationTimeLimit = Duration.ofSeconds(10);

        private Builder() {}

        /** Where message-service is, such as {@code http://messages.internal:8080}. */
        public Builder serviceUrl(String value) {
            serviceUrl = value;
            return this;
        }

        /** This application's name, as the administrator registered it. */
        public Builder application(String value) {
            application = value;
            return this;
        }

        /** This application's token. */
        public Builder token(String value) {
            token = value;
            return this;
        }

        /** The business database, which has the SDK's tables. */
        public Builder dataSource(DataSource value) {
            dataSource = value;
            return this;
        }

        /** The one that begins the business transactions on that database. Consuming needs it; sending does with less work and sees transactions of other resources that begin inside. */
        public Builder transactionManager(PlatformTransactionManager value) {
            transactionManager = value;
            return this;
        }

        /** How messages become durable before the commit; {@link ProducerMode#PREPARE} by default. */
        public Builder mode(ProducerMode value) {
            mode = value;
            return this;
        }

        /** How long a commit may wait for the service in mode prepare; 500 ms by default. */
        public Builder prepareTimeout(Duration value) {
            prepareTimeout = value;
            return this;
        }

        /** What mode prepare does without the service; {@link WhenServiceUnavailable#SPOOL} by default. */
        public Builder onServiceUnavailable(WhenServiceUnavailable value) {
            onServiceUnavailable = value;
            return this;
        }

        /** RocketMQ's name servers as this application reaches them; by default what the service says. */
        public Builder brokerAddress(String value) {
            brokerAddress = value;
            return this;
        }

        /** Writes and reads payloads; a plain one by default. */
        public Builder jsonMapper(JsonMapper value) {
            jsonMapper = value;
            return this;
        }

        /** Answers check-backs of its topic with the fence. */
        public Builder checker(TransactionChecker value) {
            checkers.add(value);
            return this;
        }

        /** A book of this application; see {@link ReliableMessageClient#reconcile}. */
        public Builder reconcile(ReconciliationSource source) {
            sources.add(source);
            return this;
        }

        /** An object whose {@link OnMissingMessage} methods produce missing messages again. */
        public Builder produceMissing(Object methods) {
            missing.add(methods);
            return this;
        }

        /** How long the answer to one question about books may take; 10 s by default, in whole seconds. */
        public Builder reconciliationTimeLimit(Duration value) {
            reconciliationTimeLimit = value;
            return this;
        }

        /**
         * @throws InvalidPropertyException if a setting is missing or outside its limits
         * @throws IllegalStateException if a table is missing; the message names the script
         */
        public ReliableMessageClient build() {
            if (dataSource == null) {
                throw new InvalidPropertyException("data-source", "must be set");
            }
            ReliableMessageProperties properties = new ReliableMessageProperties(
                    serviceUrl == null ? null : URI.create(serviceUrl),
                    application,
                    token,
                    true,
                    mode,
                    prepareTimeout,
                    onServiceUnavailable,
                    Duration.ofSeconds(10),
                    null,
                    ReliableMessageProperties.Migrate.FALSE,
                    Duration.ofDays(7),
                    Duration.ofDays(90),
                    new ReliableMessageProperties.Spool(1_000_000, null, Duration.ofMinutes(15)));
            return new ReliableMessageClient(new PlainConfiguration(
                    properties,
                    new PlainConfiguration.Parts(
                            dataSource,
                            transactionManager,
                            brokerAddress,
                            jsonMapper,
                            List.copyOf(checkers),
                            new PlainReconciliation.Declared(
                                    List.copyOf(sources), List.copyOf(missing), reconciliationTimeLimit))));
        }
    }
}
