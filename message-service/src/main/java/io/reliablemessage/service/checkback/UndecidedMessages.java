package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.service.outbox.Outbox;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** An operator's word on messages that check-backs could not decide. It is recorded before it takes effect, with its reason. */
@Component
public class UndecidedMessages {
    private static final Logger log = LoggerFactory.getLogger(UndecidedMessages.class);

    private final Outbox outbox;
    private final JdbcDoubtfulMessages messages;
    private final JdbcCheckBacks words;

    UndecidedMessages(Outbox outbox, JdbcDoubtfulMessages messages, JdbcCheckBacks words) {
        this.outbox = outbox;
        this.messages = messages;
        this.words = words;
    }

    /**
     * UNDECIDED to CONFIRMED, then publishes.
     *
     * @param reason 1 to 500 characters
     * @return the message's state afterwards and whether this call moved it; empty if there is no such message
     */
    public Optional<Word> commit(UUID id, String operator, String reason) {
        return say(id, "OPERATOR_COMMITTED", operator, reason, outbox::commitUndecided);
    }

    /** UNDECIDED to CANCELLED; see {@link #commit}. */
    public Optional<Word> cancel(UUID id, String operator, String reason) {
        return say(id, "OPERATOR_CANCELLED", operator, reason, outbox::cancelUndecided);
    }

    /**
     * What became of an operator's word.
     *
     * @param moved whether it decided the message; otherwise the message was not UNDECIDED, and nothing changed
     */
    public record Word(MessageState state, boolean moved) {}

    private Optional<Word> say(
            UUID id, String word, String operator, String reason, Function<UUID, ItemResult> decision) {
        Optional<MessageState> before = messages.state(id);
        if (before.isEmpty() || before.get() != MessageState.UNDECIDED) {
            return before.map(state -> new Word(state, false));
        }
        int number = words.nextNumber(id);
        words.recordWord(new JdbcCheckBacks.Entry(id, number, word, reason), operator);
        ItemResult result = decision.apply(id);
        if (result.outcome() != Outcome.APPLIED) {
            words.remove(id, number);
        } else {
            log.info("Message {} is {} by the word of {}", id, result.state(), operator);
        }
        return messages.state(id).map(state -> new Word(state, result.outcome() == Outcome.APPLIED));
    }
}
