package io.reliablemessage.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;

@ServiceTest
class AuditTest {
    private final Api administrator;
    private final AuditTrail trail;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final String actor = Api.name("actor");
    private final String target = "message " + Api.name("target");

    AuditTest(RestTestClient http, AuditTrail trail, JdbcClient jdbc, TransactionOperations transactions) {
        administrator = Api.administrator(http);
        this.trail = trail;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Test
    void readsWhatWasWrittenNewestFirst() {
        trail.write(note(AuditAction.PAYLOAD_SEEN, target));
        trail.write(
                note(AuditAction.MESSAGE_COMMITTED, target).withReason("paid").withChange(null, List.of(1)));
        administrator
                .get("/v1/audit?actor=" + actor)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(2)
                .jsonPath("$.items[0].action")
                .isEqualTo("MESSAGE_COMMITTED")
                .jsonPath("$.items[0].reason")
                .isEqualTo("paid")
                .jsonPath("$.items[0].after")
                .isEqualTo("[1]")
                .jsonPath("$.items[0].before")
                .doesNotExist()
                .jsonPath("$.items[0].role")
                .isEqualTo("OPERATOR")
                .jsonPath("$.items[1].action")
                .isEqualTo("PAYLOAD_SEEN")
                .jsonPath("$.nextCursor")
                .doesNotExist();
    }

    @Test
    void longStatesStayJson() {
        String long1 = "x".repeat(15_000);
        String long2 = "\"\uD83D\uDE00".repeat(15_000);
        trail.write(note(AuditAction.TOPIC_CHANGED, target).withChange(List.of(long1), List.of(long2)));
        AuditEntry entry = all(actor, null, null, 10).get(0);
        assertThat(entry.before()).isEqualTo("[\"" + long1 + "\"]");
        JsonNode shortened = administrator.json(String.valueOf(entry.after()));
        assertThat(shortened.get("length").asInt()).isEqualTo(4 + 4 * 15_000);
        assertThat(shortened.get("beginning").asString())
                .startsWith("[\"\\\"\uD83D\uDE00")
                .doesNotContain("?");
    }

    /** As a newer node writes it while both run. */
    @Test
    void whatThisVersionDoesNotKnowCanBeRead() {
        jdbc.sql("INSERT INTO audit (at, actor, action, target, outcome, detail)"
                        + " VALUES (UTC_TIMESTAMP(3), :actor, 'MOON_LANDED', :target, 'HALF_DONE', 'softly')")
                .param("actor", actor)
                .param("target", target)
                .update();
        AuditEntry entry = all(actor, null, null, 10).get(0);
        assertThat(entry.action()).isEqualTo(AuditAction.OTHER);
        assertThat(entry.outcome()).isEqualTo(AuditOutcome.OTHER);
        assertThat(entry.detail()).isEqualTo("MOON_LANDED: HALF_DONE: softly");
    }

    @Test
    void eachFilterAndEachPairOfThemFindsTheSameAsAScan() {
        String other = Api.name("actor");
        List<AuditNote> notes = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            AuditNote note = AuditNote.of(
                    new Caller(null, i % 2 == 0 ? actor : other, Role.OPERATOR),
                    i % 3 == 0 ? AuditAction.PAYLOAD_SEEN : AuditAction.MESSAGE_CANCELLED,
                    target + (i % 4 == 0 ? "" : "-" + i % 4));
            notes.add(note);
            trail.write(note);
        }
        for (String who : new String[] {null, actor}) {
            for (AuditAction what : new AuditAction[] {null, AuditAction.PAYLOAD_SEEN}) {
                for (String to : new String[] {null, target, target + "*", target + "-1*"}) {
                    List<String> expected = notes.stream()
                            .filter(note -> who == null || note.actor().equals(who))
                            .filter(note -> what == null || note.action() == what)
                            .filter(note -> to == null
                                    || (to.endsWith("*")
                                            ? note.target().startsWith(to.substring(0, to.length() - 1))
                                            : note.target().equals(to)))
                            .map(note -> note.actor() + note.action() + note.target())
                            .toList();
                    List<String> found = all(who, what, to, 2).stream()
                            .filter(entry -> entry.target().startsWith(target))
                            .map(entry -> entry.actor() + entry.action() + entry.target())
                            .toList();
                    assertThat(found).as("%s %s %s", who, what, to).containsExactlyElementsOf(reversed(expected));
                }
            }
        }
    }

    @Test
    void timesBoundTheSearch() {
        trail.write(note(AuditAction.PAYLOAD_SEEN, target));
        Instant at = all(actor, null, null, 10).get(0).at();
        assertThat(between(at, at.plusMillis(1))).hasSize(1);
        assertThat(between(at.plusMillis(1), null)).isEmpty();
        assertThat(between(null, at)).isEmpty();
        assertThat(between(at.plus(Duration.ofDays(1)), null)).isEmpty();
        assertThat(between(null, Instant.parse("2001-01-01T00:00:00Z"))).isEmpty();
    }

    @Test
    void pageLooksAtABoundedNumberOfEntriesAndSaysWhereToGoOn() {
        trail.write(note(AuditAction.PAYLOAD_SEEN, "job needle"));
        trail.write(note(AuditAction.JOB_STARTED, "job hay"));
        multiply("job hay", 11);
        Page<AuditEntry> first = trail.find(new AuditQuery(actor, null, "job needle*", null, null, null, 50));
        assertThat(first.items()).isEmpty();
        assertThat(first.nextCursor()).isNotNull();
        Page<AuditEntry> second = trail.find(new AuditQuery(
                actor, null, "job needle*", null, null, Long.valueOf(Cursor.value(first.nextCursor())), 50));
        assertThat(second.items()).hasSize(1);
        assertThat(second.nextCursor()).isNull();
    }

    @Test
    void limitsAreNamed() {
        for (String bad :
                List.of("limit=201", "cursor=x", "action=NONE", "from=yesterday", "actor=" + "x".repeat(1001))) {
            administrator
                    .get("/v1/audit?" + bad)
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.field")
                    .isEqualTo(bad.substring(0, bad.indexOf('=')));
        }
    }

    @Test
    void entryGoesWithTheTransactionItIsAbout() {
        transactions.executeWithoutResult(status -> {
            trail.write(note(AuditAction.PAYLOAD_SEEN, target));
            status.setRollbackOnly();
        });
        assertThat(all(actor, null, null, 10)).isEmpty();
    }

    @Test
    void onceAMinuteIsOnceOnAllNodesTogether() throws Exception {
        AuditNote note = note(AuditAction.LOGIN_REFUSED, target);
        Together.run(8, i -> () -> {
            for (int n = 0; n < 10; n++) {
                transactions.executeWithoutResult(status -> trail.writeOnceAMinute(actor, note));
            }
            return i;
        });
        assertThat(all(actor, null, null, 10)).hasSize(1);
        jdbc.sql("UPDATE audit_pace SET noted_at = noted_at - INTERVAL 1 MINUTE WHERE what = UNHEX(SHA2(:what, 256))")
                .param("what", actor)
                .update();
        trail.writeOnceAMinute(actor, note);
        trail.writeOnceAMinute(actor, note);
        assertThat(all(actor, null, null, 10)).hasSize(2);
    }

    @Test
    void searchesFollowTheirIndexes() {
        trail.write(note(AuditAction.PAYLOAD_SEEN, target));
        multiply(target, 8);
        for (AuditQuery query : List.of(
                new AuditQuery(actor, null, null, null, null, null, 5),
                new AuditQuery(null, AuditAction.PAYLOAD_SEEN, null, null, null, null, 5),
                new AuditQuery(null, null, target, null, null, null, 5),
                new AuditQuery(null, null, null, null, null, null, 5))) {
            assertThat(rowsRead(query)).as(query.toString()).isLessThan(40);
        }
    }

    /** Doubles what this actor did to something. */
    private void multiply(String about, int times) {
        for (int i = 0; i < times; i++) {
            jdbc.sql(
                            "INSERT INTO audit (at, actor, role, action, target, outcome) SELECT at, actor, role, action, target, outcome "
                                    + "FROM audit WHERE actor = :actor AND target = :target")
                    .param("actor", actor)
                    .param("target", about)
                    .update();
        }
    }

    /** By the server's counters for this session. */
    private long rowsRead(AuditQuery query) {
        return transactions.execute(status -> {
            long before = handlerReads();
            trail.find(query);
            return handlerReads() - before;
        });
    }

    private long handlerReads() {
        return jdbc.sql("SHOW SESSION STATUS LIKE 'Handler_read%'").query((row, n) -> row.getLong(2)).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private List<AuditEntry> between(@Nullable Instant from, @Nullable Instant to) {
        return trail.find(new AuditQuery(actor, null, null, from, to, null, 50)).items();
    }

    private List<AuditEntry> all(@Nullable String who, @Nullable AuditAction what, @Nullable String to, int pageSize) {
        List<AuditEntry> all = new ArrayList<>();
        Long before = null;
        do {
            Page<AuditEntry> page = trail.find(new AuditQuery(who, what, to, null, null, before, pageSize));
            all.addAll(page.items());
            before = page.nextCursor() == null ? null : Long.valueOf(Cursor.value(page.nextCursor()));
        } while (before != null);
        return all;
    }

    private static List<String> reversed(List<String> texts) {
        List<String> reversed = new ArrayList<>(texts);
        Collections.reverse(reversed);
        return reversed;
    }

    private AuditNote note(AuditAction action, String about) {
        return AuditNote.of(new Caller(null, actor, Role.OPERATOR), action, about);
    }
}
