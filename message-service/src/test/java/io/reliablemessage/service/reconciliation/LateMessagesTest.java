package io.reliablemessage.service.reconciliation;

import static io.reliablemessage.service.reconciliation.Books.FROM;
import static io.reliablemessage.service.reconciliation.Books.NOW;
import static io.reliablemessage.service.reconciliation.Books.TO;
import static io.reliablemessage.service.reconciliation.Books.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Messages that were not there, or not decided, when the window of their time was compared. */
@ServiceTest
class LateMessagesTest {
    private static final String HORIZON_LONG = "\"horizon\":\"PT10H\"";
    private static final String HORIZON_SHORT = "\"horizon\":\"PT1S\"";

    private final JdbcTemplate jdbc;
    private final JdbcRuns runs;
    private final RunSteps steps;
    private final Books books;
    private final BookApplication.Book facts;
    private final BookApplication.Book effects;

    LateMessagesTest(RestTestClient http, JdbcTemplate jdbc, TopicCatalog topics, JdbcRuns runs, RunSteps steps) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.steps = steps;
        books = new Books(Api.administrator(http), jdbc, topics);
        facts = books.application.facts(books.topic.name());
        effects = books.application.effects(books.topic.name(), books.group, IdentifiedBy.MESSAGE_ID);
    }

    @AfterEach
    void stop() {
        books.close();
    }

    private ReconciliationRun compare() {
        return books.finish(books.start(), runs, steps);
    }

    /** Over a window with nothing in it, so that only what is known is looked at again. */
    private ReconciliationRun lookAgain() {
        return books.finish(books.start(NOW.minus(Duration.ofHours(1)), NOW.minusSeconds(3_000)), runs, steps);
    }

    private UUID prepared(int number) {
        UUID id = books.consumed(number, FROM.plusSeconds(number));
        jdbc.update("""
                UPDATE message SET state = 'PREPARED', groups_all = 0, receipt_log = '', finished_at = NULL, due_shard = 3,
                  due_at = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR WHERE id = ?
                """, (Object) Ids.toBytes(id));
        return id;
    }

    private void confirm(UUID id) {
        jdbc.update("UPDATE message SET state = 'CONFIRMED', groups_all = 1, groups_owing = 1 WHERE id = ?", (Object)
                Ids.toBytes(id));
    }

    private void consume(UUID id) {
        jdbc.update("""
                UPDATE message SET state = 'CONSUMED', groups_all = 1, groups_owing = 0, due_at = NULL, due_shard = NULL,
                  finished_at = confirmed_at WHERE id = ?
                """, (Object) Ids.toBytes(id));
    }

    @Test
    void messageThatIsDecidedAfterItsWindowIsLookedAtAsAWhole() {
        UUID owed = prepared(1);
        UUID without = prepared(2);
        UUID sound = prepared(3);
        UUID cancelled = prepared(4);
        books.rules(HORIZON_SHORT);
        ReconciliationRun run = compare();
        assertThat(run.found()).isEmpty();
        assertThat(run.inFlight()).isEqualTo(4);
        lookAgain();
        assertThat(books.discrepancies()).hasSize(4).allMatch("BROKEN_STATE IN_FLIGHT"::equals);
        confirm(owed);
        facts.add(key(1), FROM.plusSeconds(1));
        consume(without);
        consume(sound);
        facts.add(key(3), FROM.plusSeconds(3));
        effects.add(sound, key(3), FROM.plusSeconds(3));
        jdbc.update("""
                UPDATE message SET state = 'CANCELLED', due_at = NULL, due_shard = NULL, finished_at = confirmed_at WHERE id = ?
                """, (Object) Ids.toBytes(cancelled));
        assertThat(lookAgain().state()).isEqualTo(RunState.DONE);
        assertThat(books.discrepancies())
                .containsExactly(
                        "FALSE_RECEIPT OPEN orderNo=o-2",
                        "GHOST_MESSAGE OPEN orderNo=o-2",
                        "UNCONSUMED OPEN orderNo=o-1");
    }

    @Test
    void messageThatIsDecidedWhileABookCannotBeReadIsLookedAtWhenItCan() {
        UUID without = prepared(2);
        books.rules(HORIZON_SHORT);
        compare();
        consume(without);
        effects.add(without, key(2), FROM.plusSeconds(2));
        facts.problem = "no index";
        assertThat(lookAgain().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(books.discrepancies()).containsExactly("BROKEN_STATE IN_FLIGHT");
        facts.problem = null;
        lookAgain();
        assertThat(books.discrepancies()).containsExactly("GHOST_MESSAGE OPEN orderNo=o-2");
    }

    @Test
    void messageThatComesAfterItsWindowWasComparedIsLookedAtByTheNextRun() {
        books.rules(HORIZON_SHORT);
        compare();
        late(1, TO.minusSeconds(600), TO.plusSeconds(60));
        // Was there when its window was compared: nobody's business now.
        late(2, TO.minusSeconds(600), TO.minusSeconds(599));
        ReconciliationRun run = books.finish(books.start(TO, TO.plusSeconds(600)), runs, steps);
        assertThat(books.discrepancies())
                .containsExactly("FALSE_RECEIPT OPEN orderNo=o-1", "GHOST_MESSAGE OPEN orderNo=o-1");
        assertThat(run.comparisons().get(0).ours()).isEqualTo(new ReconciliationRun.Total(0, null));
    }

    private void late(int number, Instant time, Instant confirmed) {
        jdbc.update(
                "UPDATE message SET confirmed_at = ? WHERE id = ?",
                Times.toColumn(confirmed),
                Ids.toBytes(books.consumed(number, time)));
    }

    @Test
    void groupsOfAMessageThatWasMissingAreLookedAtOnceItIsThere() {
        facts.add(key(1), FROM.plusSeconds(1));
        books.rules(HORIZON_LONG);
        compare();
        assertThat(books.discrepancies()).containsExactly("MISSING_MESSAGE IN_FLIGHT orderNo=o-1");
        books.consumed(1, FROM.plusSeconds(1));
        books.rules(HORIZON_SHORT);
        lookAgain();
        assertThat(books.discrepancies()).containsExactly("FALSE_RECEIPT OPEN orderNo=o-1");
    }

    @Test
    void groupsOfAMessageThatWasMissingAreLookedAtWhenTheirBookCanBeRead() {
        facts.add(key(1), FROM.plusSeconds(1));
        books.rules(HORIZON_LONG);
        compare();
        books.consumed(1, FROM.plusSeconds(1));
        books.rules(HORIZON_SHORT);
        effects.problem = "no index";
        lookAgain();
        assertThat(books.discrepancies()).containsExactly("BROKEN_STATE IN_FLIGHT");
        effects.problem = null;
        lookAgain();
        assertThat(books.discrepancies()).containsExactly("FALSE_RECEIPT OPEN orderNo=o-1");
    }

    @Test
    void groupsOfAMessageThatWasBrokenAreLookedAtOnceItIsMended() {
        UUID id = books.consumed(1, FROM.plusSeconds(1));
        facts.add(key(1), FROM.plusSeconds(1));
        books.owe(id);
        books.rules(HORIZON_SHORT);
        jdbc.update("UPDATE message SET due_shard = 99 WHERE id = ?", (Object) Ids.toBytes(id));
        compare();
        assertThat(books.discrepancies()).containsExactly("BROKEN_STATE OPEN orderNo=o-1");
        jdbc.update("UPDATE message SET due_shard = 3 WHERE id = ?", (Object) Ids.toBytes(id));
        lookAgain();
        assertThat(books.discrepancies())
                .containsExactly("BROKEN_STATE RESOLVED orderNo=o-1", "UNCONSUMED OPEN orderNo=o-1");
    }
}
