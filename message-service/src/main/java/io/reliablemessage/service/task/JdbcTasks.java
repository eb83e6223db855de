package io.reliablemessage.service.task;

import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.service.outbox.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A table of jobs whose states are those of {@link TaskState}. Its column {@code at_work} says what a RUNNING one works on, and is unique; it is null in the others.
 *
 * @param <J> a job as a step finds it
 */
public abstract class JdbcTasks<J> {
    private final JdbcClient jdbc;
    private final String table;
    private final String select;

    /** @param more a column that is worked out, as SQL */
    protected JdbcTasks(JdbcClient jdbc, String table, String more) {
        this.jdbc = jdbc;
        this.table = table;
        this.select = "SELECT j.*, " + more + " FROM " + table + " j ";
    }

    protected abstract J read(ResultSet row) throws SQLException;

    public Optional<J> find(UUID id) {
        return jdbc.sql(select + "WHERE id = :id")
                .param("id", Ids.toBytes(id))
                .query((row, n) -> read(row))
                .optional();
    }

    /** @param before {@code null}: from the newest */
    public List<J> page(@Nullable UUID before, int limit) {
        return jdbc.sql(select + "WHERE id < :before ORDER BY id DESC LIMIT :limit")
                .param("before", before == null ? Ids.toBytes(new UUID(-1, -1)) : Ids.toBytes(before))
                .param("limit", limit)
                .query((row, n) -> read(row))
                .list();
    }

    /** As {@link io.reliablemessage.service.scheduling.Duty#sign}: one is at work, or ended so long ago. */
    public String sign(Duration age) {
        return """
                EXISTS (SELECT 1 FROM %1$s FORCE INDEX (by_work) WHERE at_work IS NOT NULL)
                OR EXISTS (SELECT 1 FROM %1$s FORCE INDEX (by_end) WHERE finished_at < UTC_TIMESTAMP(3) - INTERVAL %2$d SECOND)
                """.formatted(table, age.toSeconds());
    }

    /** Oldest first. */
    public List<J> atWork() {
        return jdbc.sql(select + "WHERE at_work IS NOT NULL ORDER BY id")
                .query((row, n) -> read(row))
                .list();
    }

    /** RUNNING to DONE or STOPPED. */
    public boolean end(UUID id, TaskState state, @Nullable String why) {
        return jdbc.sql("UPDATE " + table + """
                         SET state = :state, state_reason = :why, at_work = NULL, finished_at = UTC_TIMESTAMP(3)
                         WHERE id = :id AND state = 'RUNNING'
                        """)
                        .param("state", state.name())
                        .param("why", why)
                        .param("id", Ids.toBytes(id))
                        .update()
                == 1;
    }

    /** The oldest of those that ended so long ago. */
    public int removeEnded(Duration age, int limit) {
        return jdbc.sql("DELETE FROM " + table + """
                         WHERE finished_at < UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND ORDER BY finished_at LIMIT :limit
                        """)
                .param("seconds", age.toSeconds())
                .param("limit", limit)
                .update();
    }
}
