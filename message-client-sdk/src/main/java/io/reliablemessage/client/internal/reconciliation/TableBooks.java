package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.InvalidPropertyException;
import io.reliablemessage.client.JdbcReconciliationSource;
import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.reconciliation.ReconciliationProperties.TableBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/** Makes sources of the tables that the settings name. */
final class TableBooks {
    private TableBooks() {}

    /** @throws InvalidPropertyException if a name or a key is none */
    static List<ReconciliationSource> of(ReconciliationProperties properties, DataSource dataSource) {
        List<ReconciliationSource> sources = new ArrayList<>();
        properties
                .facts()
                .forEach((name, book) -> sources.add(source(
                        "reconciliation.facts." + name,
                        book,
                        JdbcReconciliationSource.facts(Objects.requireNonNull(book.topic()), dataSource),
                        properties)));
        properties
                .effects()
                .forEach((name, book) -> sources.add(source(
                        "reconciliation.effects." + name,
                        book,
                        JdbcReconciliationSource.effects(
                                Objects.requireNonNull(book.topic()), Objects.requireNonNull(book.group()), dataSource),
                        properties)));
        return sources;
    }

    private static ReconciliationSource source(
            String name,
            TableBook book,
            JdbcReconciliationSource.Builder builder,
            ReconciliationProperties properties) {
        try {
            builder.table(String.valueOf(book.table()))
                    .time(String.valueOf(book.time()))
                    .zone(book.zone())
                    .timeout(properties.timeLimit());
            for (String field : book.key()) {
                KeyPart part = KeyPart.of(field);
                if (part.constant() == null) {
                    builder.key(part.field(), String.valueOf(part.origin()));
                } else {
                    builder.constant(part.field(), part.constant());
                }
            }
            if (book.amount() != null) {
                builder.amount(book.amount());
            }
            if (book.condition() != null) {
                builder.condition(book.condition());
            }
            if (book.kept() != null) {
                builder.kept(book.kept());
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException(name, "is no book: " + e.getMessage());
        }
    }
}
