package io.reliablemessage.client.internal.plain;

import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.consume.PlainConsumers;
import io.reliablemessage.client.internal.idempotency.JdbcEffectBook;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.client.internal.idempotency.Releases;
import io.reliablemessage.client.internal.produce.Producer;
import io.reliablemessage.client.internal.reconciliation.Books;
import io.reliablemessage.client.internal.reconciliation.MissingMessageScan;
import io.reliablemessage.client.internal.reconciliation.Reconciliation;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.internal.schema.JdbcTables;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The application's part in the comparison of books, put together without Spring Boot. */
public final class PlainReconciliation {

    /**
     * What the application declares.
     *
     * @param sources its books
     * @param missing objects whose methods produce missing messages
     * @param timeLimit for one question
     */
    public record Declared(List<ReconciliationSource> sources, List<Object> missing, Duration timeLimit) {}

    private PlainReconciliation() {}

    static Reconciliation of(
            PlainConfiguration.Parts parts,
            JdbcTables tables,
            Producer producer,
            List<Listened> listened,
            Clock clock) {
        Declared declared = parts.reconciled();
        MissingMessageScan methods = new MissingMessageScan();
        declared.missing()
                .forEach(each -> methods.postProcessAfterInitialization(
                        each, each.getClass().getName()));
        Books books = new Books(
                declared.sources(),
                listened,
                new Books.Records(new JdbcEffectBook(tables), clock, PlainConsumers.idempotencyRetention()));
        JdbcIdempotencyRecords records =
                new JdbcIdempotencyRecords(tables.dataSource(), tables.dialect(), PlainConsumers.patience());
        return new Reconciliation(
                books,
                new Reconciliation.Repairs(
                        methods, producer.resending(), new Releases(tables, records, PlainConsumers.patience())),
                new Reconciliation.Transactions(
                        Objects.requireNonNullElseGet(
                                parts.transactions(), () -> new JdbcTransactionManager(tables.dataSource())),
                        declared.timeLimit(),
                        tables.dialect() != Dialect.H2));
    }
}
