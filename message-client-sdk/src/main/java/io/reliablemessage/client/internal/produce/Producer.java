package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.internal.Background;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.internal.schema.JdbcTables;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * The producing side as a whole: built once, started and stopped with the application. It stops after the web server, so that the
 * last requests can send; what it cannot pass on within a few seconds is in the outbox, or the service asks for it.
 */
public final class Producer implements SmartLifecycle, Background {
    /** Below the web server's phases, which stop earlier. */
    private static final int PHASE = DEFAULT_PHASE - 8_192;

    private static final Duration LONGEST_STOP = Duration.ofSeconds(3);
    private static final Duration SHORTEST_PREPARE_REQUEST = Duration.ofSeconds(1);
    private static final Duration RELAY_PAUSE = Duration.ofSeconds(2);
    private static final Duration RETENTION_PAUSE = Duration.ofMinutes(5);
    private static final Duration OLDEST_EVERY = Duration.ofSeconds(15);

    private final ReliableMessages messages;
    private final FenceVerdicts verdicts;
    private final ProducerCounters counters = new ProducerCounters();
    private final PrepareSender prepares;
    private final Settlements settlements;
    private final Relay relay;
    private final Duty relayDuty;
    private final Duty retentionDuty;
    private final AtomicLong oldestWaitingSeconds = new AtomicLong();
    private long oldestReadNanos = System.nanoTime() - OLDEST_EVERY.toNanos();
    private volatile boolean withoutThreads;
    private volatile boolean running;

    /**
     * @param tables in the business {@code DataSource}, as its transaction manager knows it
     * @param payloads writes the application's objects
     */
    public Producer(
            ReliableMessageProperties properties,
            MessageService service,
            JdbcTables tables,
            JsonMapper payloads,
            Clock clock) {
        DataSource dataSource = BusinessTransaction.unwrap(tables.dataSource());
        Dialect dialect = tables.dialect();
        JdbcFence fence = new JdbcFence(dataSource, dialect);
        TransactionTemplate own = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        // Without gap locks, which would hold up the inserts of business transactions.
        own.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        Duration wait = properties.prepareTimeout();
        verdicts = new FenceVerdicts(dataSource, dialect, properties.fenceRetention());
        prepares = new PrepareSender(service.withRequestTimeout(
                wait.compareTo(SHORTEST_PREPARE_REQUEST) > 0 ? wait : SHORTEST_PREPARE_REQUEST));
        settlements = new Settlements(service, verdicts, counters);
        relay = new Relay(
                new JdbcOutbox(dataSource, dialect),
                own,
                service,
                counters,
                properties.requestTimeout().plusSeconds(5));
        Route<?> route = properties.mode() == ProducerMode.LOCAL
                ? new LocalRoute(relay)
                : new PreparedRoute(
                        fence,
                        prepares,
                        settlements,
                        relay,
                        new PreparedRoute.Waiting(wait, properties.onServiceUnavailable()));
        messages = new TransactionalMessages(
                new Drafts(payloads, new MessageIds(clock), clock),
                new BusinessTransaction(dataSource),
                route,
                service);
        Identity identity = new Identity(String.valueOf(properties.application()), service);
        relayDuty = new Duty("relay", RELAY_PAUSE, () -> {
            identity.checkOnce();
            return relayOnce();
        });
        FenceRetention retention = new FenceRetention(fence, properties.fenceRetention());
        retentionDuty = new Duty(
                "retention",
                RETENTION_PAUSE,
                () -> Boolean.TRUE.equals(own.execute(status -> retention.deleteExpired())));
    }

    public ReliableMessages messages() {
        return messages;
    }

    /** Answers check-backs. */
    public FenceVerdicts verdicts() {
        return verdicts;
    }

    ProducerCounters counters() {
        return counters;
    }

    int queuedPrepares() {
        return prepares.queued();
    }

    int queuedSettlements() {
        return settlements.queued();
    }

    int queuedForRelay() {
        return relay.queued();
    }

    /** The age of the oldest message in the outbox, as of a moment ago; 0 if there is none. */
    long oldestWaitingSeconds() {
        return oldestWaitingSeconds.get();
    }

    /** One step of the relay; returns whether there is more at once. */
    boolean relayOnce() {
        if (System.nanoTime() - oldestReadNanos >= OLDEST_EVERY.toNanos()) {
            OptionalLong oldest = relay.oldestWaitingSeconds();
            oldestWaitingSeconds.set(oldest.orElse(0));
            oldestReadNanos = System.nanoTime();
        }
        return relay.relayDue();
    }

    @Override
    public void withoutThreads() {
        withoutThreads = true;
        prepares.withoutThreads();
        settlements.withoutThreads();
        relay.withoutThreads();
    }

    @Override
    public boolean workOff() {
        return settlements.workOff() | relay.workOff() | relayOnce();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public void start() {
        prepares.open();
        settlements.open();
        relay.open();
        if (!withoutThreads) {
            relayDuty.start();
            retentionDuty.start();
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        prepares.close(LONGEST_STOP);
        settlements.close(LONGEST_STOP);
        relay.close(LONGEST_STOP);
        relayDuty.stop(LONGEST_STOP);
        retentionDuty.stop(LONGEST_STOP);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
