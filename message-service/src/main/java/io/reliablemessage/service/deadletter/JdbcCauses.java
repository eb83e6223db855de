package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.Assignment;
import io.reliablemessage.service.outbox.Ids;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Cases by their cause, counted from the index alone and among the newest of a state, and table dead_letter_cause. */
@Component
class JdbcCauses {
    private static final List<String> STATES =
            Stream.of(DeadLetterState.values()).map(Enum::name).toList();

    /** So many of a state are counted at the most. */
    static final int MAX_COUNTED = 100_000;

    private static final String NEWEST = """
            (SELECT fingerprint, subscription_id, id FROM dead_letter FORCE INDEX (by_newest_cause)
              WHERE state = :state ORDER BY id DESC LIMIT %d) newest
            """.formatted(MAX_COUNTED);

    private static final String NEWEST_OF_CAUSE = """
            (SELECT fingerprint, id, error_type, last_error FROM dead_letter FORCE INDEX (by_cause)
              WHERE state = '%s' AND fingerprint = :cause%d ORDER BY id DESC LIMIT 1)
            """;
    private static final int IN_ONE_STATEMENT = 50;

    private final JdbcClient jdbc;

    JdbcCauses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the state has more cases than are counted. */
    boolean areMoreThanCounted(DeadLetterState state) {
        return jdbc.sql("""
                        SELECT 1 FROM dead_letter FORCE INDEX (by_newest_cause) WHERE state = :state ORDER BY id DESC LIMIT 1 OFFSET :counted
                        """)
                .param("state", state.name())
                .param("counted", MAX_COUNTED)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /**
     * The causes with the most cases, those first.
     *
     * @param subscriptionIds only cases of these; {@code null}: all
     */
    List<Cause> biggest(DeadLetterState state, @Nullable Collection<Integer> subscriptionIds, int limit) {
        return jdbc.sql("""
                        SELECT fingerprint, COUNT(*) AS cases, MIN(id) AS first_id, MAX(id) AS last_id
                          FROM %s
                         WHERE :everywhere OR subscription_id IN (:subscriptions)
                         GROUP BY fingerprint
                         ORDER BY cases DESC, fingerprint
                         LIMIT :limit
                        """.formatted(NEWEST))
                .param("state", state.name())
                .param("everywhere", subscriptionIds == null)
                .param("subscriptions", subscriptionIds == null ? List.of(0) : subscriptionIds)
                .param("limit", limit)
                .query((row, n) -> new Cause(
                        row.getString("fingerprint"),
                        row.getLong("cases"),
                        Ids.fromBytes(row.getBytes("first_id")),
                        Ids.fromBytes(row.getBytes("last_id"))))
                .list();
    }

    /** How many cases each of the causes has in each group, those with the most first; by fingerprint. */
    Map<String, List<Share>> shares(
            DeadLetterState state, @Nullable Collection<Integer> subscriptionIds, Collection<String> fingerprints) {
        Map<String, List<Share>> shares = new HashMap<>();
        jdbc.sql("""
                        SELECT fingerprint, subscription_id, COUNT(*) AS cases
                          FROM %s
                         WHERE fingerprint IN (:fingerprints) AND (:everywhere OR subscription_id IN (:subscriptions))
                         GROUP BY fingerprint, subscription_id
                         ORDER BY cases DESC, subscription_id
                        """.formatted(NEWEST))
                .param("state", state.name())
                .param("fingerprints", fingerprints)
                .param("everywhere", subscriptionIds == null)
                .param("subscriptions", subscriptionIds == null ? List.of(0) : subscriptionIds)
                .query(row -> {
                    shares.computeIfAbsent(row.getString("fingerprint"), key -> new ArrayList<>())
                            .add(new Share(row.getInt("subscription_id"), row.getLong("cases")));
                });
        return shares;
    }

    Map<UUID, LastError> errors(Collection<UUID> cases) {
        Map<UUID, LastError> errors = new HashMap<>();
        jdbc.sql("SELECT id, error_type, last_error FROM dead_letter WHERE id IN (:ids)")
                .param("ids", cases.stream().map(Ids::toBytes).toList())
                .query(row -> {
                    errors.put(
                            Ids.fromBytes(row.getBytes("id")),
                            new LastError(row.getString("error_type"), row.getString("last_error")));
                });
        return errors;
    }

    /** The error of the newest case of each cause in any state, along the index by cause; by fingerprint. */
    Map<String, LastError> newestErrors(Collection<String> fingerprints) {
        Map<String, LastError> errors = new HashMap<>();
        Map<String, UUID> newest = new HashMap<>();
        List<String> all = List.copyOf(fingerprints);
        for (int from = 0; from < all.size(); from += IN_ONE_STATEMENT) {
            List<String> some = all.subList(from, Math.min(all.size(), from + IN_ONE_STATEMENT));
            String union = STATES.stream()
                    .flatMap(
                            state -> IntStream.range(0, some.size()).mapToObj(i -> NEWEST_OF_CAUSE.formatted(state, i)))
                    .collect(Collectors.joining("UNION ALL\n"));
            JdbcClient.StatementSpec read = jdbc.sql(union);
            for (int i = 0; i < some.size(); i++) {
                read = read.param("cause" + i, some.get(i));
            }
            read.query(row -> {
                UUID id = Ids.fromBytes(row.getBytes("id"));
                String fingerprint = row.getString("fingerprint");
                UUID other = newest.get(fingerprint);
                if (other == null || Ids.compare(other, id) < 0) {
                    newest.put(fingerprint, id);
                    errors.put(fingerprint, new LastError(row.getString("error_type"), row.getString("last_error")));
                }
            });
        }
        return errors;
    }

    Map<String, Assignment> assignments(Collection<String> fingerprints) {
        Map<String, Assignment> assignments = new HashMap<>();
        jdbc.sql("SELECT fingerprint, assignee, note FROM dead_letter_cause WHERE fingerprint IN (:fingerprints)")
                .param("fingerprints", fingerprints)
                .query(row -> {
                    assignments.put(
                            row.getString("fingerprint"),
                            new Assignment(row.getString("assignee"), row.getString("note")));
                });
        return assignments;
    }

    boolean exists(String fingerprint) {
        return jdbc.sql("SELECT 1 FROM dead_letter WHERE state IN (:states) AND fingerprint = :fingerprint LIMIT 1")
                .param("states", STATES)
                .param("fingerprint", fingerprint)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Holds the row until the transaction ends. */
    Optional<Assignment> assignment(String fingerprint) {
        return jdbc.sql("SELECT assignee, note FROM dead_letter_cause WHERE fingerprint = :fingerprint FOR UPDATE")
                .param("fingerprint", fingerprint)
                .query((row, n) -> new Assignment(row.getString("assignee"), row.getString("note")))
                .optional();
    }

    void assign(String fingerprint, Assignment to) {
        jdbc.sql("""
                        INSERT INTO dead_letter_cause (fingerprint, assignee, note, updated_at)
                        VALUES (:fingerprint, :assignee, :note, UTC_TIMESTAMP(3))
                        ON DUPLICATE KEY UPDATE
                          assignee = VALUES(assignee), note = VALUES(note), updated_at = VALUES(updated_at)
                        """)
                .param("fingerprint", fingerprint)
                .param("assignee", to.assignee())
                .param("note", to.note())
                .update();
    }

    /** A cause; its cases' ids hold the times at which they were opened. */
    record Cause(String fingerprint, long cases, UUID first, UUID last) {}

    record Share(int subscriptionId, long cases) {}

    record LastError(@Nullable String type, @Nullable String error) {}
}
