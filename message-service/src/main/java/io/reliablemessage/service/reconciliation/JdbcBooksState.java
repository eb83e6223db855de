package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How the comparisons of all topics stand, for health and metrics: two small queries. */
@Component
public class JdbcBooksState {
    private static final int COUNTED = 10_000;

    private final JdbcClient jdbc;
    private final JdbcDiscrepancies discrepancies;
    private final ReconciliationProperties properties;

    JdbcBooksState(JdbcClient jdbc, JdbcDiscrepancies discrepancies, ReconciliationProperties properties) {
        this.jdbc = jdbc;
        this.discrepancies = discrepancies;
        this.properties = properties;
    }

    /**
     * @param open how many discrepancies of each type are OPEN, among the newest 10,000
     * @param uncompared since up to when the books of the topic are compared that is furthest behind; zero if no topic has a schedule
     * @param late topics whose books were not compared for longer than {@code reliable-message.reconciliation.uncompared-after}, ten at the most
     */
    public record Figures(Map<DiscrepancyType, Long> open, Duration uncompared, List<String> late) {}

    public Figures read() {
        List<Uncompared> behind = jdbc.sql("""
                        SELECT t.name, TIMESTAMPDIFF(MICROSECOND, COALESCE(p.compared_to, p.created_at), UTC_TIMESTAMP(3)) AS micros
                          FROM reconciliation_policy p JOIN topic t ON t.id = p.topic_id
                         WHERE p.enabled <> 0
                         ORDER BY COALESCE(p.compared_to, p.created_at) LIMIT 10
                        """)
                .query((row, n) -> new Uncompared(
                        row.getString("name"), Duration.ofMillis(Math.max(0, row.getLong("micros") / 1_000))))
                .list();
        return new Figures(
                discrepancies.openByType(COUNTED),
                behind.isEmpty() ? Duration.ZERO : behind.get(0).since(),
                behind.stream()
                        .filter(each -> each.since().compareTo(properties.uncomparedAfter()) > 0)
                        .map(Uncompared::topic)
                        .toList());
    }

    private record Uncompared(String topic, Duration since) {}
}
