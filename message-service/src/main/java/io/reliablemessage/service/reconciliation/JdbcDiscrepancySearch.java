package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcMessageKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds discrepancies, newest first. State and topic, or what they are about, are found by an index; of what that leads to a bounded number is looked at for one
 * page, so that a page may be short, or empty, and still have a successor.
 */
@Component
class JdbcDiscrepancySearch {
    private static final int LOOKED_AT = 2_000;
    private static final UUID LAST = new UUID(-1, -1);

    private final JdbcClient jdbc;
    private final JdbcMessageKeys keys;
    private final RunTables tables;

    JdbcDiscrepancySearch(JdbcClient jdbc, JdbcMessageKeys keys, RunTables tables) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.tables = tables;
    }

    /**
     * What is looked for; {@code null} does not limit.
     *
     * @param run with {@code topicId}, which must be its topic: those that it opened or saw again
     * @param about hashes of keys and of messages' ids, one or two
     * @param others what no index knows, such as the group
     */
    record Wanted(
            @Nullable Integer topicId,
            @Nullable DiscrepancyState state,
            @Nullable DiscrepancyType type,
            @Nullable UUID run,
            @Nullable List<byte[]> about,
            Predicate<Found> others) {}

    /** @param next where to go on; {@code null}: that was all */
    record Rows(List<Found> found, @Nullable UUID next) {}

    Optional<Found> find(UUID id) {
        return jdbc.sql("SELECT * FROM reconciliation_discrepancy WHERE id = :id")
                .param("id", Ids.toBytes(id))
                .query((row, n) -> JdbcDiscrepancies.read(row))
                .optional();
    }

    /** Under which discrepancies about a message stand: its id's, and its business key's if it is known and has one. */
    List<byte[]> identitiesOf(UUID message) {
        List<byte[]> identities = new ArrayList<>();
        identities.add(Digest.identityOf(message));
        BusinessKey key = keys.of(List.of(message)).get(message);
        if (key != null) {
            identities.add(Digest.identityOf(key));
        }
        return identities;
    }

    /** @param before {@code null}: from the newest */
    Rows search(Wanted wanted, @Nullable UUID before, int limit) {
        List<Seen> seen = jdbc.sql("SELECT * FROM reconciliation_discrepancy " + lead(wanted)
                        + " ORDER BY id DESC LIMIT " + LOOKED_AT)
                .param("topic", wanted.topicId())
                .param("state", wanted.state() == null ? null : wanted.state().name())
                .param("about", wanted.about())
                .param("before", Ids.toBytes(before == null ? LAST : before))
                .query((row, n) -> new Seen(
                        JdbcDiscrepancies.read(row), id(row.getBytes("opened_run")), id(row.getBytes("seen_run"))))
                .list();
        Predicate<Seen> seenByRun = wanted.run() == null ? each -> true : seenBy(wanted.run());
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            if (matches(wanted, seen.get(i)) && seenByRun.test(seen.get(i))) {
                found.add(seen.get(i).found());
                if (found.size() == limit) {
                    boolean last = i == seen.size() - 1 && seen.size() < LOOKED_AT;
                    return new Rows(found, last ? null : seen.get(i).found().id());
                }
            }
        }
        return new Rows(
                found,
                seen.size() < LOOKED_AT
                        ? null
                        : seen.get(seen.size() - 1).found().id());
    }

    private static String lead(Wanted wanted) {
        if (wanted.about() != null) {
            return "FORCE INDEX (by_identity) WHERE identity IN (:about) AND id < :before"
                    + (wanted.topicId() == null ? "" : " AND topic_id = :topic")
                    + (wanted.state() == null ? "" : " AND state = :state");
        }
        if (wanted.state() != null) {
            return wanted.topicId() == null
                    ? "FORCE INDEX (by_state) WHERE state = :state AND id < :before"
                    : "FORCE INDEX (by_topic_state) WHERE topic_id = :topic AND state = :state AND id < :before";
        }
        return wanted.topicId() == null
                ? "FORCE INDEX (PRIMARY) WHERE id < :before"
                : "FORCE INDEX (by_topic) WHERE topic_id = :topic AND id < :before";
    }

    /** @param openedRun {@code null}: only IN_FLIGHT so far; {@code seenRun} alike */
    private record Seen(
            Found found, @Nullable UUID openedRun, @Nullable UUID seenRun) {}

    private static boolean matches(Wanted wanted, Seen seen) {
        return (wanted.type() == null || wanted.type() == seen.found().type())
                && wanted.others().test(seen.found());
    }

    /**
     * A run that comes to its end looks at all that is open, so it has seen what was opened before its end and seen after its beginning, but
     * for what belongs to a book that it could not read. Of one that was cancelled, or is at work, only what it was the first or the last to see is known.
     */
    private Predicate<Seen> seenBy(UUID id) {
        RunState state = tables.runs().find(id).map(Run::state).orElse(RunState.CANCELLED);
        boolean ended = state == RunState.DONE || state == RunState.INCOMPLETE;
        List<ComparedBooks> failed = state == RunState.INCOMPLETE
                ? tables.comparisons().of(id).stream()
                        .filter(each -> each.state() == ComparisonState.FAILED)
                        .toList()
                : List.of();
        return seen -> {
            UUID opened = seen.openedRun();
            UUID last = seen.seenRun();
            return opened != null
                    && last != null
                    && (opened.equals(id)
                            || last.equals(id)
                            || (ended
                                    && Ids.compare(opened, id) <= 0
                                    && Ids.compare(id, last) <= 0
                                    && failed.stream()
                                            .noneMatch(each -> each.isFor(
                                                    seen.found().scope(),
                                                    seen.found().owner()))));
        };
    }

    private static @Nullable UUID id(byte @Nullable [] bytes) {
        return bytes == null ? null : Ids.fromBytes(bytes);
    }
}
