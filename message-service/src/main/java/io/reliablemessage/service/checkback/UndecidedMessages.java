package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.security.Caller;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** An operator's word on messages that check-backs could not decide. It is recorded with its reason in the transaction that decides. */
@Component
public class UndecidedMessages {
    private static final Logger log = LoggerFactory.getLogger(UndecidedMessages.class);

    private final Outbox outbox;
    private final JdbcDoubtfulMessages messages;
    private final JdbcCheckBacks words;
    private final AuditTrail trail;

    UndecidedMessages(Outbox outbox, JdbcDoubtfulMessages messages, JdbcCheckBacks words, AuditTrail trail) {
        this.outbox = outbox;
        this.messages = messages;
        this.words = words;
        this.trail = trail;
    }

    /**
     * UNDECIDED to CONFIRMED, then publishes.
     *
     * @param reason 1 to 500 characters
     * @return the message's state afterwards and whether this call moved it; empty if there is no such message
     */
    public Optional<Word> commit(UUID id, Caller by, String reason) {
        return say(
                id,
                "OPERATOR_COMMITTED",
                MessageState.CONFIRMED,
                noteOf(by, AuditAction.MESSAGE_COMMITTED, id, reason),
                outbox::commitUndecided);
    }

    /** UNDECIDED to CANCELLED; see {@link #commit}. */
    public Optional<Word> cancel(UUID id, Caller by, String reason) {
        return say(
                id,
                "OPERATOR_CANCELLED",
                MessageState.CANCELLED,
                noteOf(by, AuditAction.MESSAGE_CANCELLED, id, reason),
                outbox::cancelUndecided);
    }

    /**
     * What became of an operator's word.
     *
     * @param moved whether it decided the message; otherwise the message was not UNDECIDED, and nothing changed
     */
    public record Word(MessageState state, boolean moved) {}

    private static AuditNote noteOf(Caller by, AuditAction action, UUID id, String reason) {
        return AuditNote.of(by, action, "message " + id).withReason(reason);
    }

    private Optional<Word> say(
            UUID id,
            String word,
            MessageState decided,
            AuditNote note,
            BiFunction<UUID, Runnable, ItemResult> decision) {
        Optional<MessageState> before = messages.state(id);
        if (before.isEmpty() || before.get() != MessageState.UNDECIDED) {
            before.ifPresent(state -> refused(note, state));
            return before.map(state -> new Word(state, false));
        }
        ItemResult result = decision.apply(id, () -> {
            words.recordWord(new JdbcCheckBacks.Entry(id, words.nextNumber(id), word, note.reason()), note.actor());
            trail.write(note.withChange(new Standing(MessageState.UNDECIDED), new Standing(decided)));
        });
        boolean moved = result.outcome() == Outcome.APPLIED;
        Optional<MessageState> after = messages.state(id);
        if (moved) {
            log.info("Message {} is {} by the word of {}", id, result.state(), note.actor());
        } else {
            after.ifPresent(state -> refused(note, state));
        }
        return after.map(state -> new Word(state, moved));
    }

    private void refused(AuditNote note, MessageState state) {
        trail.write(note.withOutcome(
                AuditOutcome.REFUSED,
                "The message is " + state + "; only UNDECIDED messages are decided by an operator"));
    }

    /** A message in the audit trail. */
    private record Standing(MessageState state) {}
}
