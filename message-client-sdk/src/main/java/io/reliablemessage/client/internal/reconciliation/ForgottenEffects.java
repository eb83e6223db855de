package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.client.internal.idempotency.Releases;
import io.reliablemessage.client.internal.schema.ColumnText;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.reconciliation.RepairAnswer.Outcome;
import io.reliablemessage.protocol.reconciliation.RepairAnswer.Result;
import io.reliablemessage.protocol.reconciliation.Wanted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Forgets effects that are not in the business table any more, each in a transaction of its own: is it really not there, delete its record,
 * commit. After a crash it is forgotten or not, and asking again is harmless.
 */
final class ForgottenEffects {
    private static final Logger log = LoggerFactory.getLogger(ForgottenEffects.class);

    private final Books books;
    private final @Nullable Releases releases;
    private final TransactionOperations transactions;

    /**
     * @param releases {@code null} where there is no database
     * @param transactions new ones that may write
     */
    ForgottenEffects(Books books, @Nullable Releases releases, TransactionOperations transactions) {
        this.books = books;
        this.releases = releases;
        this.transactions = transactions;
    }

    Result release(String topic, String group, Wanted wanted) {
        Optional<ReconciliationSource> source = books.declared(topic, group);
        Optional<Listened> listener = books.listener(topic, group);
        BusinessKey key = wanted.key();
        UUID id = wanted.messageId();
        if (source.isEmpty() || listener.isEmpty() || releases == null || id == null || key == null) {
            return new Result(Outcome.UNSUPPORTED, null, unsupported(source.isEmpty(), listener.isEmpty(), wanted));
        }
        try {
            return Objects.requireNonNull(
                    transactions.execute(transaction -> release(releases, source.get(), listener.get(), key, id)));
        } catch (RuntimeException e) {
            log.warn("The effect of message {} for {} on {} could not be forgotten", id, group, topic, e);
            return new Result(Outcome.FAILED, null, ColumnText.fit(e.toString(), MissingMessages.MAX_DETAIL));
        }
    }

    private static String unsupported(boolean noSource, boolean noListener, Wanted wanted) {
        if (noSource) {
            return "The records are the book: there is nothing to forget";
        }
        if (noListener) {
            return "This application has no listener for the group";
        }
        return wanted.key() == null ? "Without a business key the effect cannot be looked for" : "There is no database";
    }

    private static Result release(
            Releases releases, ReconciliationSource source, Listened listener, BusinessKey key, UUID id) {
        if (!source.find(List.of(key)).isEmpty()) {
            return new Result(Outcome.NOTHING, null, "The effect is there");
        }
        Releases.Release release = releases.release(listener, key, id);
        return switch (release.kind()) {
            case FORGOTTEN -> new Result(Outcome.DONE, null, null);
            case NOTHING -> new Result(Outcome.NOTHING, null, fit(release));
            case UNSUPPORTED -> new Result(Outcome.UNSUPPORTED, null, fit(release));
        };
    }

    private static String fit(Releases.Release release) {
        return ColumnText.fit(release.detail(), MissingMessages.MAX_DETAIL);
    }
}
