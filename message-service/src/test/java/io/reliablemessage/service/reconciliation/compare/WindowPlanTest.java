package io.reliablemessage.service.reconciliation.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.Ids;
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

    @Test
    void windowIsReadByIndexInOrder() {
        List<Map<String, Object>> plan = jdbc.queryForList(
                "EXPLAIN FORMAT=TRADITIONAL "
                        + JdbcWindow.READ.formatted(
                                GroupSets.COLUMNS, ", UNHEX(SHA2(payload, 256)) AS content", ", payload"),
                4_711,
                Ids.toBytes(Ids.firstAt(Instant.EPOCH)),
                Ids.toBytes(Ids.firstAt(Instant.parse("2026-01-01T00:00:00Z"))),
                50_001);
        assertThat(plan).hasSize(1);
        assertThat(plan.get(0).get("key")).isEqualTo("by_topic");
        assertThat(plan.get(0).get("type")).isEqualTo("range");
        assertThat(String.valueOf(plan.get(0).get("Extra")))
                .doesNotContain("filesort")
                .doesNotContain("temporary");
    }
}
