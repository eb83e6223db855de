package io.reliablemessage.client.internal.plain;

import io.reliablemessage.client.CheckBackAnswer;
import io.reliablemessage.client.InvalidPropertyException;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.TransactionChecker;
import io.reliablemessage.client.internal.HttpMessageService;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.check.CheckBack;
import io.reliablemessage.client.internal.consume.PlainConsumers;
import io.reliablemessage.client.internal.produce.Producer;
import io.reliablemessage.client.internal.produce.TransactionCheckers;
import io.reliablemessage.client.internal.produce.Verdicts;
import io.reliablemessage.client.internal.reconciliation.Reconciliation;
import io.reliablemessage.client.internal.reconciliation.ReconciliationQuestions;
import io.reliablemessage.client.internal.schema.JdbcTables;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** What the auto-configuration does in a Spring Boot application, with constructors alone. */
public final class PlainConfiguration {
    private static final Duration CHECKERS_BUDGET = Duration.ofSeconds(1);

    private final Parts parts;
    private final MessageService service;
    private final JdbcTables tables;
    private final Producer producer;
    private final CheckBack checkBack;
    private final ReconciliationQuestions questions;
    private @Nullable Reconciliation reconciliation;
    private @Nullable PlainConsumers consumers;
    private boolean started;

    /**
     * @param transactions for consuming, and watched for sending; {@code null} if nothing is consumed
     * @param brokerAddress {@code null} to ask the service
     */
    public record Parts(
            DataSource dataSource,
            @Nullable PlatformTransactionManager transactions,
            @Nullable String brokerAddress,
            JsonMapper json,
            List<TransactionChecker> checkers,
            PlainReconciliation.Declared reconciled) {}

    /** Connects to the database, and not yet to the service. */
    public PlainConfiguration(ReliableMessageProperties properties, Parts parts) {
        this.parts = parts;
        String token = Objects.requireNonNull(properties.token());
        service = new HttpMessageService(
                Objects.requireNonNull(properties.serviceUrl()), token, properties.requestTimeout());
        tables = new JdbcTables(parts.dataSource());
        tables.require("rm_fence", "V1__fence.sql");
        tables.require("rm_outbox", "V2__outbox.sql");
        tables.require("rm_unique", "V7__unique_message.sql");
        producer = new Producer(properties, service, tables, parts.json(), Clock.systemUTC());
        if (parts.transactions() != null) {
            producer.watch(parts.transactions());
        }
        checkBack = new CheckBack(
                Objects.requireNonNull(properties.application()),
                token,
                Clock.systemUTC(),
                new Verdicts(producer.verdicts(), new TransactionCheckers(parts.checkers(), CHECKERS_BUDGET))::of);
        questions =
                new ReconciliationQuestions(properties.application(), token, Clock.systemUTC(), this::reconciliation);
    }

    public ReliableMessages messages() {
        return producer.messages();
    }

    public synchronized void consume(Object listeners) {
        if (started) {
            throw new IllegalStateException("The client has been started; name all listeners before");
        }
        if (parts.transactions() == null) {
            throw new InvalidPropertyException("transaction-manager", "must be set, since listeners need it");
        }
        if (consumers == null) {
            tables.require("rm_idempotency", "V3__idempotency.sql");
            consumers = new PlainConsumers(
                    service,
                    parts.brokerAddress(),
                    tables,
                    new PlainConsumers.Around(parts.transactions(), parts.json(), Clock.systemUTC()));
        }
        consumers.add(listeners);
    }

    public CheckBackAnswer checkBack(@Nullable String timestamp, @Nullable String signature, byte[] body) {
        return checkBack.answer(timestamp, signature, body).withHeaders();
    }

    public CheckBackAnswer reconcile(String path, @Nullable String timestamp, @Nullable String signature, byte[] body) {
        return questions.answer(path, timestamp, signature, body).withHeaders();
    }

    private synchronized Reconciliation reconciliation() {
        Reconciliation known = reconciliation;
        if (known == null) {
            known = PlainReconciliation.of(
                    parts, tables, producer, consumers == null ? List.of() : consumers.listened(), Clock.systemUTC());
            reconciliation = known;
        }
        return known;
    }

    public synchronized void start() {
        if (!started) {
            started = true;
            reconciliation();
            producer.start();
            if (consumers != null) {
                consumers.start();
            }
        }
    }

    public synchronized void close() {
        if (consumers != null) {
            consumers.close();
        }
        producer.stop();
        if (parts.transactions() != null) {
            producer.unwatch(parts.transactions());
        }
    }
}
