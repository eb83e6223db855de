package io.reliablemessage.service.reconciliation.judge;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.reconciliation.Entry;
import io.reliablemessage.protocol.reconciliation.FindAnswer.Found;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.outbox.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides from what was looked up in the order in which the books are written: messages first, then the application's book, then the
 * messages again. What a message said before must stand in the application's book afterwards; what the book says must stand in the message
 * afterwards. So what happens between two of the look-ups is never taken for a difference.
 */
final class Judgement {
    private final List<Standing> before;
    private final List<Standing> after;
    private final @Nullable TheirBook book;
    private final boolean compareAmounts;
    private final Instant messagesKeptSince;

    /**
     * @param before the messages of the key, or the one with the id, before the look into the application's book; oldest first
     * @param after the same messages afterwards
     * @param book {@code null}: there is none
     * @param messagesKeptSince older messages may have been removed
     */
    Judgement(
            List<Standing> before,
            List<Standing> after,
            @Nullable TheirBook book,
            boolean compareAmounts,
            Instant messagesKeptSince) {
        this.before = oldestFirst(before);
        this.after = oldestFirst(after);
        this.book = book;
        this.compareAmounts = compareAmounts;
        this.messagesKeptSince = messagesKeptSince;
    }

    private static List<Standing> oldestFirst(List<Standing> messages) {
        return messages.stream()
                .sorted(Comparator.comparing(Standing::id, Ids::compare))
                .toList();
    }

    /** About a fact of an application and the messages that tell of it. */
    Verdict fact(Found fact) {
        Entry entry = fact.entry();
        if (fact.times() == 0 || entry == null) {
            return withoutFact();
        }
        List<Standing> told = after.stream().filter(Standing::isTold).toList();
        if (!told.isEmpty()) {
            return contents(entry, told, "fact");
        }
        if (entry.time().isBefore(messagesKeptSince)) {
            return new Verdict.Agrees("The message is older than what is kept", false);
        }
        Optional<Standing> waiting =
                after.stream().filter(each -> !each.state().isFinal()).findFirst();
        return new Verdict.Differs(
                DiscrepancyType.MISSING_MESSAGE,
                waiting.map(each -> "The fact is there and its message is still " + each.state())
                        .orElse(
                                after.isEmpty()
                                        ? "The fact is there and no message tells of it"
                                        : "The fact is there and its message is CANCELLED"),
                entry.time(),
                false,
                entry.key() == null ? null : entry.key().toString(),
                waiting.map(Standing::id).orElse(null),
                null,
                entry.amount());
    }

    private Verdict withoutFact() {
        Optional<Standing> ghost = before.stream()
                .filter(Standing::isTold)
                .filter(each -> find(each.id()).filter(Standing::isTold).isPresent())
                .findFirst();
        if (ghost.isEmpty()) {
            return new Verdict.Agrees("There is neither a fact nor a message that tells of one", false);
        }
        Standing message = ghost.get();
        if (isOlderThanTheirs(message.confirmedAt())) {
            return new Verdict.Agrees("The fact is older than what the application keeps", false);
        }
        return differs(
                DiscrepancyType.GHOST_MESSAGE,
                "The message is " + message.state() + " and there is no fact that it could tell of",
                message.confirmedAt(),
                message,
                null);
    }

    /**
     * About a group's receipt and effect.
     *
     * @param effect {@code null}: nobody can tell
     * @param factIsThere whether a fact with this key is there, so that a lost message is reported with it and not here
     */
    Verdict group(int position, @Nullable Found effect, boolean factIsThere) {
        if (effect == null) {
            return withoutBook(position);
        }
        Entry entry = effect.entry();
        return effect.times() == 0 || entry == null
                ? withoutEffect(position)
                : withEffect(position, effect.times(), entry, factIsThere);
    }

    private Verdict withoutBook(int position) {
        if (after.stream().anyMatch(each -> each.hasReceipt(position))
                && outstanding(position).isEmpty()) {
            return new Verdict.Receipted();
        }
        return owed(position);
    }

    private Verdict withoutEffect(int position) {
        Optional<Standing> receipted = before.stream()
                .filter(each -> each.hasReceipt(position))
                .filter(each ->
                        find(each.id()).filter(now -> now.hasReceipt(position)).isPresent())
                .findFirst();
        if (receipted.isPresent()) {
            Instant at = receipted.get().receiptAt(position);
            return isOlderThanTheirs(at)
                    ? new Verdict.Agrees("The effect is older than what the application keeps", false)
                    : differs(
                            DiscrepancyType.FALSE_RECEIPT,
                            "The group has sent its receipt and the effect is not there",
                            at,
                            receipted.get(),
                            null);
        }
        return owed(position);
    }

    /** About a group that has no effect, or none that anybody can know of. */
    private Verdict owed(int position) {
        List<Standing> outstanding = outstanding(position);
        Optional<Standing> waiting =
                outstanding.stream().filter(each -> each.isLookedAt(position)).findFirst();
        if (waiting.isPresent()) {
            return unconsumed(waiting.get());
        }
        if (!outstanding.isEmpty()) {
            return new Verdict.Broken();
        }
        return new Verdict.Agrees(
                first(each -> each.state() == MessageState.DEAD && each.isFor(position))
                        .map(dead -> "The delivery to the group has ended as a dead letter")
                        .orElse("No receipt is owed, and there is no effect"),
                false);
    }

    private List<Standing> outstanding(int position) {
        return after.stream().filter(each -> each.isOutstanding(position)).toList();
    }

    private Verdict unconsumed(Standing message) {
        String next = message.held()
                ? "it is paused"
                : message.dueAt() == null
                        ? "the group is delivered to again on its own schedule"
                        : "it is due next at " + message.dueAt();
        return differs(
                DiscrepancyType.UNCONSUMED,
                "The group has not sent its receipt; " + next,
                message.deliverableAt(),
                message,
                null);
    }

    private Verdict withEffect(int position, int times, Entry entry, boolean factIsThere) {
        TheirBook theirs = book;
        if (times > 1 && theirs != null && theirs.identifiedBy() == IdentifiedBy.BUSINESS_KEY) {
            Standing message = after.isEmpty() ? null : after.get(0);
            return new Verdict.Differs(
                    DiscrepancyType.DUPLICATE_EFFECT,
                    "The effect is there " + times + " times",
                    entry.time(),
                    true,
                    keyOf(entry, message),
                    message == null ? entry.messageId() : message.id(),
                    null,
                    entry.amount());
        }
        List<Standing> receipted =
                after.stream().filter(each -> each.hasReceipt(position)).toList();
        List<Standing> waiting = outstanding(position);
        if (!receipted.isEmpty() && waiting.isEmpty()) {
            return contents(entry, receipted, "effect");
        }
        if (!waiting.isEmpty()) {
            return withoutReceipt(position, entry, waiting, !receipted.isEmpty());
        }
        if (after.isEmpty()) {
            return withoutMessage(entry, factIsThere);
        }
        Standing message = first(each -> each.isFor(position)).orElse(after.get(after.size() - 1));
        return unreceipted(
                "The effect is there and the message is " + message.state()
                        + (message.isFor(position)
                                ? ", without the group's receipt"
                                : message.isTold() ? " and was not for this group" : ""),
                entry.time(),
                entry,
                message);
    }

    /**
     * About an effect while messages of its key owe a receipt. It is taken for the effect of one of them only if it can be no other's: if
     * it is another's, delivering the message does no harm, while a receipt would end it without an effect, or hide that it says
     * something else.
     */
    private Verdict withoutReceipt(int position, Entry entry, List<Standing> waiting, boolean ofAnother) {
        Optional<Standing> its =
                waiting.stream().filter(each -> !ofAnother && isOf(entry, each)).findFirst();
        Optional<Standing> told = its.isPresent() ? its : waiting.stream().findFirst();
        Standing message = told.orElseThrow();
        if (!message.isLookedAt(position)) {
            return new Verdict.Broken();
        }
        return its.isEmpty()
                ? unconsumed(message)
                : unreceipted(
                        "The effect is there and the group has not sent its receipt",
                        later(entry.time(), message.deliverableAt()),
                        entry,
                        message);
    }

    private boolean isOf(Entry entry, Standing message) {
        UUID id = entry.messageId();
        return (id == null || id.equals(message.id())) && sameContent(entry, message);
    }

    private Verdict withoutMessage(Entry entry, boolean factIsThere) {
        if (factIsThere) {
            return new Verdict.Agrees("The message is missing beside its fact, and reported there", false);
        }
        Instant time = entry.messageId() == null ? entry.time() : Instant.ofEpochMilli(Ids.millisOf(entry.messageId()));
        if (time.isBefore(messagesKeptSince) || entry.time().isBefore(messagesKeptSince)) {
            return new Verdict.Agrees("The message is older than what is kept", false);
        }
        return unreceipted("The effect is there and the message is not there", entry.time(), entry, null);
    }

    private static Verdict unreceipted(String detail, Instant since, Entry entry, @Nullable Standing message) {
        return new Verdict.Differs(
                DiscrepancyType.UNRECEIPTED_EFFECT,
                detail,
                since,
                false,
                keyOf(entry, message),
                message == null ? entry.messageId() : message.id(),
                message == null ? null : message.amount(),
                entry.amount());
    }

    private static @Nullable String keyOf(Entry entry, @Nullable Standing message) {
        if (message != null && message.key() != null) {
            return message.key();
        }
        return entry.key() == null ? null : entry.key().toString();
    }

    /** One message of the key that says the same is enough: others may have been sent anew with mended content. */
    private Verdict contents(Entry entry, List<Standing> messages, String what) {
        for (Standing message : messages) {
            if (sameContent(entry, message) && sameAmount(entry, message)) {
                return new Verdict.Agrees("The " + what + " and the message are there", true);
            }
        }
        Standing message = messages.get(0);
        return new Verdict.Differs(
                DiscrepancyType.CONFLICTING_CONTENT,
                sameContent(entry, message)
                        ? "The amounts differ"
                        : "The " + what + "'s content is not the payload of the message",
                entry.time(),
                true,
                message.key(),
                message.id(),
                message.amount(),
                entry.amount());
    }

    private boolean sameContent(Entry entry, Standing message) {
        byte[] content = message.content();
        return book == null
                || !book.contents()
                || entry.content() == null
                || content == null
                || Arrays.equals(HexFormat.of().parseHex(entry.content()), content);
    }

    private boolean sameAmount(Entry entry, Standing message) {
        if (!compareAmounts) {
            return true;
        }
        BigDecimal ours = message.amount();
        BigDecimal theirs = entry.amount();
        return ours == null || theirs == null ? ours == null && theirs == null : ours.compareTo(theirs) == 0;
    }

    private Optional<Standing> first(Predicate<Standing> which) {
        return after.stream().filter(which).findFirst();
    }

    private Optional<Standing> find(UUID id) {
        return first(each -> each.id().equals(id));
    }

    private boolean isOlderThanTheirs(Instant time) {
        Instant kept = book == null ? null : book.keptSince();
        return kept != null && time.isBefore(kept);
    }

    private static Verdict differs(
            DiscrepancyType type, String detail, Instant since, Standing message, @Nullable BigDecimal theirs) {
        return new Verdict.Differs(type, detail, since, false, message.key(), message.id(), message.amount(), theirs);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
