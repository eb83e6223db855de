package io.reliablemessage.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the service in memory does as time passes, which the contract cannot ask of a real one. */
class MessageBookTest {
    private final ManualClock clock = new ManualClock(Clock.systemUTC().instant());
    private final MessageBook book = new MessageBook(clock, TopicRules.DEFAULT);
    private final List<UUID> asked = new ArrayList<>();

    @Test
    void asksForAPreparedMessageAfterItsGraceAndTakesTheVerdict() {
        NewMessage committed = prepared();
        clock.advance(Duration.ofSeconds(29));
        check(Verdict.COMMITTED);
        assertThat(asked).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        check(Verdict.COMMITTED);
        assertThat(stateOf(committed)).isEqualTo(MessageState.CONFIRMED);

        NewMessage rolledBack = prepared();
        clock.advance(Duration.ofSeconds(30));
        check(Verdict.ROLLED_BACK);
        assertThat(stateOf(rolledBack)).isEqualTo(MessageState.CANCELLED);
        assertThat(asked).containsExactly(committed.id(), rolledBack.id());
    }

    @Test
    void leavesItUndecidedWhenNoAnswerDecides() {
        NewMessage message = prepared();
        for (int i = 1; i <= 10; i++) {
            assertThat(stateOf(message)).isEqualTo(MessageState.PREPARED);
            clock.advance(Duration.ofHours(1));
            check(Verdict.UNKNOWN);
        }
        assertThat(stateOf(message)).isEqualTo(MessageState.UNDECIDED);
        assertThat(asked).hasSize(10);
    }

    @Test
    void holdsAMessageUntilSomebodySubscribes() {
        NewMessage message = prepared();
        book.decide("shop", message.id(), true);
        assertThat(book.nextDue()).isEmpty();
        book.subscribe("shop", "orders", "points", null);
        book.publishDue();
        assertThat(book.takePublished()).isEmpty();
        clock.advance(Duration.ofSeconds(15));
        book.publishDue();
        assertThat(book.takePublished()).extracting(Publication::group).containsExactly("points");
    }

    private void check(Verdict verdict) {
        book.checkDoubts(message -> {
            asked.add(message.id());
            return verdict;
        });
    }

    private NewMessage prepared() {
        long high = (clock.millis() << 16) | 0x7000 | (asked.size() & 0xfff);
        NewMessage message = new NewMessage(
                new UUID(high, 0x8000000000000000L),
                "orders",
                null,
                null,
                null,
                null,
                "{}",
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        assertThat(book.store("shop", message, false).state()).isEqualTo(MessageState.PREPARED);
        return message;
    }

    private MessageState stateOf(NewMessage message) {
        return book.message(message.id()).orElseThrow().state();
    }
}
