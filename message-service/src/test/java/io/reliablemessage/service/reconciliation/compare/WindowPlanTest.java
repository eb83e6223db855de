package io.reliablemessage.service.reconciliation.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.ServiceTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A window is a range of one index, read in its order: nothing is sorted and nothing of other topics is looked at. */
@ServiceTest
class WindowPlanTest {
    private final JdbcTemplate jdbc;

    WindowPlanTest(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private List<Map<String, Object>> plan(OurBook book) {
        return jdbc.queryForList(
                "EXPLAIN FORMAT=TRADITIONAL " + JdbcWindow.sql(book),
                JdbcWindow.parameters(new JdbcWindow.Part(
                        4_711,
                        Instant.parse("2025-12-01T00:00:00Z"),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        50_001,
                        book)));
    }

    @Test
    void windowIsReadByIndexInOrder() {
        List<Map<String, Object>> plan =
                plan(new OurBook(4_711, Scope.FACTS, 1, IdentifiedBy.BUSINESS_KEY, true, new Amounts("/total")));
        assertThat(plan).hasSize(1);
        expectWindow(plan);
    }

    @Test
    void earlierReceiptsAreFoundByKey() {
        List<Map<String, Object>> plan =
                plan(new OurBook(4_711, Scope.GROUP, 0, IdentifiedBy.BUSINESS_KEY, false, null));
        assertThat(plan).hasSize(2);
        expectWindow(plan);
        assertThat(plan.get(1).get("key")).isEqualTo("by_key");
        assertThat(plan.get(1).get("select_type")).isEqualTo("DEPENDENT SUBQUERY");
    }

    private static void expectWindow(List<Map<String, Object>> plan) {
        assertThat(plan.get(0).get("key")).isEqualTo("by_topic");
        assertThat(plan.get(0).get("type")).isEqualTo("range");
        assertThat(String.valueOf(plan.get(0).get("Extra")))
                .doesNotContain("filesort")
                .doesNotContain("temporary");
    }
}
