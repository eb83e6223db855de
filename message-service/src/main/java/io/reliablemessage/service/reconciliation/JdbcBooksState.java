package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How the comparisons of all topics stand, for health and metrics: three small queries. */
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
        Long micros = jdbc.sql("""
                        SELECT COALESCE(MAX(TIMESTAMPDIFF(MICROSECOND, COALESCE(compared_to, created_at), UTC_TIMESTAMP(3))), 0)
                          FROM reconciliation_policy WHERE enabled <> 0
                        """).query(Long.class).single();
        List<String> late = jdbc.sql("""
                        SELECT t.name FROM reconciliation_policy p JOIN topic t ON t.id = p.topic_id
                         WHERE p.enabled <> 0
                           AND COALESCE(p.compared_to, p.created_at) < UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND
                         ORDER BY COALESCE(p.compared_to, p.created_at) LIMIT 10
                        """)
                .param("seconds", properties.uncomparedAfter().toSeconds())
                .query(String.class)
                .list();
        return new Figures(discrepancies.openByType(COUNTED), Duration.ofMillis(Math.max(0, micros / 1_000)), late);
    }
}
