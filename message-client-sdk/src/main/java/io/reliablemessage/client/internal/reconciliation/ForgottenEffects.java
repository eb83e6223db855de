package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.client.internal.idempotency.Protection;
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
 * Forgets effects that are not in the business table any more, each in a transaction of its own: delete its record, is the effect really not there,
 * commit. The record is locked first, so that a delivery of the same key which commits meanwhile is seen. After a crash it is forgotten or not,
 * and asking again is harmless. Where the records themselves are the book, there is nothing to forget, and it is only looked whether one is there.
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
        Optional<Book> book = books.find(topic, group);
        Optional<Listened> listener = books.listener(topic, group);
        BusinessKey key = wanted.key();
        UUID id = wanted.messageId();
        boolean declared = books.declared(topic, group).isPresent();
        if (book.isEmpty() || listener.isEmpty() || releases == null || id == null || (declared && key == null)) {
            return new Result(Outcome.UNSUPPORTED, null, unsupported(book.isEmpty(), listener.isEmpty(), wanted));
        }
        try {
            return Objects.requireNonNull(transactions.execute(transaction -> {
                Result result = declared
                        ? released(releases.release(listener.get(), key, id))
                        : recorded(listener.get().protection());
                if (book.get().find(List.of(wanted)).get(0).times() == 0) {
                    return result;
                }
                transaction.setRollbackOnly();
                return new Result(Outcome.THERE, null, "The effect is there");
            }));
        } catch (RuntimeException e) {
            log.warn("The effect of message {} for {} on {} could not be forgotten", id, group, topic, e);
            return new Result(Outcome.FAILED, null, ColumnText.fit(e.toString(), MissingMessages.MAX_DETAIL));
        }
    }

    private static String unsupported(boolean noBook, boolean noListener, Wanted wanted) {
        if (noBook) {
            return "This application has no book of the group's effects";
        }
        if (noListener) {
            return "This application has no listener for the group";
        }
        return wanted.key() == null ? "Without a business key the effect cannot be looked for" : "There is no database";
    }

    private static Result released(Releases.Release release) {
        return switch (release.kind()) {
            case FORGOTTEN -> new Result(Outcome.DONE, null, null);
            case NOTHING -> new Result(Outcome.NOTHING, null, fit(release));
            case MOVED_ON -> new Result(Outcome.REFUSED, null, fit(release));
            case UNSUPPORTED -> new Result(Outcome.UNSUPPORTED, null, fit(release));
        };
    }

    /** A record that is gone lets the message in again, unless a flag in front of it does not. */
    private static Result recorded(Protection protection) {
        return protection instanceof Protection.Flag
                ? new Result(Outcome.UNSUPPORTED, null, Releases.FLAG_STAYS)
                : new Result(Outcome.NOTHING, null, "The records are the book: there is nothing to forget");
    }

    private static String fit(Releases.Release release) {
        return ColumnText.fit(release.detail(), MissingMessages.MAX_DETAIL);
    }
}
