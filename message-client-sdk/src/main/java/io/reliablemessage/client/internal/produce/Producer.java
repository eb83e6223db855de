package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.internal.Background;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.Traces;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.internal.schema.JdbcTables;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
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

    private final BusinessTransaction transaction;
    private final ReliableMessages messages;
    private final FenceVerdicts verdicts;
    private final Resending resending;
    private final ProducerCounters counters = new ProducerCounters();
    private final PrepareSender prepares;
    private final Settlements settlements;
    private final Relay relay;
    private final Duty relayDuty;
    private final Duty retentionDuty;
    private final BooleanSupplier forgetting;
    private final SpoolLimit spool;
    private final FailedMessages failedMessages;
    private volatile Traces traces = Traces.NONE;
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
        JdbcOutbox outbox = new JdbcOutbox(dataSource, dialect);
        TransactionOperations own = new OwnTransactions(dataSource);
        transaction = new BusinessTransaction(dataSource);
        Duration wait = properties.prepareTimeout();
        verdicts = new FenceVerdicts(dataSource, dialect, properties.fenceRetention());
        prepares = new PrepareSender(service.withRequestTimeout(
                wait.compareTo(SHORTEST_PREPARE_REQUEST) > 0 ? wait : SHORTEST_PREPARE_REQUEST));
        settlements = new Settlements(service, verdicts, counters);
        spool = new SpoolLimit(properties.spool(), outbox, counters);
        failedMessages = new FailedMessages(outbox, own);
        relay = new Relay(
                outbox, own, service, spool, properties.requestTimeout().plusSeconds(5));
        PreparedRoute prepared = new PreparedRoute(
                fence,
                prepares,
                settlements,
                relay,
                new PreparedRoute.Waiting(wait, properties.onServiceUnavailable()));
        String application = String.valueOf(properties.application());
        UniqueMessages unique =
                new UniqueMessages(new JdbcUniqueMessages(dataSource, dialect), properties.uniqueRetention());
        Drafts drafts = new Drafts(payloads, new MessageIds(clock), clock);
        TransactionalMessages.Routes routes =
                new TransactionalMessages.Routes(new LocalRoute(relay), prepared, properties.mode());
        UniqueSending uniqueSending = new UniqueSending(application, unique, relay, own);
        resending = new Resending(uniqueSending, routes);
        messages = new ObservedMessages(
                new TransactionalMessages(drafts, transaction, routes, uniqueSending, service), drafts, () -> traces);
        Identity identity = new Identity(application, service);
        relayDuty = new Duty("relay", RELAY_PAUSE, () -> {
            identity.checkOnce();
            return relayOnce();
        });
        FenceRetention retention = new FenceRetention(fence, properties.fenceRetention());
        forgetting = () -> {
            boolean moreFences = Boolean.TRUE.equals(own.execute(status -> retention.deleteExpired()));
            boolean moreKeys = Boolean.TRUE.equals(own.execute(status -> unique.deleteExpired()));
            return moreFences || moreKeys;
        };
        retentionDuty = new Duty("retention", RETENTION_PAUSE, forgetting);
    }

    public ReliableMessages messages() {
        return messages;
    }

    /**
     * Lets a transaction manager tell of its transactions, so that a send learns more of its own, and at once.
     *
     * @param manager of any {@code DataSource}
     */
    public void watch(PlatformTransactionManager manager) {
        transaction.watch().begin(manager);
    }

    /** Ends {@link #watch}. */
    public void unwatch(PlatformTransactionManager manager) {
        transaction.watch().end(manager);
    }

    /** Sends and relays within observations from now on. */
    public void observeWith(Traces observing) {
        traces = observing;
        relay.observeWith(observing);
    }

    /** Sends lost messages again. */
    public Resending resending() {
        return resending;
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

    /** For operators. */
    public FailedMessages failedMessages() {
        return failedMessages;
    }

    /** For operators. */
    public SpoolStatus status() {
        SpoolLimit.Sample sample = spool.sample();
        return new SpoolStatus(
                prepares.isAnswered() && relay.isAnswered() && settlements.isAnswered(),
                sample.waiting(),
                sample.oldestSeconds(),
                sample.failed(),
                spool.isFull());
    }

    /** What is in the outbox, as of a moment ago. */
    SpoolLimit spool() {
        return spool;
    }

    /** One step of the relay; returns whether there is more at once. */
    boolean relayOnce() {
        spool.sampleNowAndThen();
        return relay.relayDue();
    }

    /** One step of the retention; returns whether there is more at once. */
    boolean forgetOnce() {
        return forgetting.getAsBoolean();
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
