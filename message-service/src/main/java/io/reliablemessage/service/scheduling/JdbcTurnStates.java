package io.reliablemessage.service.scheduling;

import io.reliablemessage.protocol.management.TurnState;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads Quartz's tables for people; nothing but Quartz writes to them. */
@Component
class JdbcTurnStates {
    private final JdbcClient jdbc;

    JdbcTurnStates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** At most 200, by name. */
    List<TurnState> all() {
        return jdbc.sql("""
                SELECT t.TRIGGER_NAME, t.TRIGGER_STATE, f.INSTANCE_NAME, f.FIRED_TIME
                  FROM QRTZ_TRIGGERS t
                  LEFT JOIN QRTZ_FIRED_TRIGGERS f
                    ON f.SCHED_NAME = t.SCHED_NAME AND f.TRIGGER_NAME = t.TRIGGER_NAME
                   AND f.TRIGGER_GROUP = t.TRIGGER_GROUP AND f.STATE = 'EXECUTING'
                 WHERE t.SCHED_NAME = :scheduler
                 ORDER BY t.TRIGGER_NAME
                 LIMIT 200
                """)
                .param("scheduler", SchedulingConfiguration.SCHEDULER)
                .query((row, n) -> {
                    String node = row.getString("INSTANCE_NAME");
                    return new TurnState(
                            row.getString("TRIGGER_NAME"),
                            row.getString("TRIGGER_STATE"),
                            node,
                            node == null ? null : Instant.ofEpochMilli(row.getLong("FIRED_TIME")));
                })
                .list();
    }
}
