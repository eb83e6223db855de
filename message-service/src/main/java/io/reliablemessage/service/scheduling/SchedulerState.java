package io.reliablemessage.service.scheduling;

import io.reliablemessage.protocol.management.DutyState;
import io.reliablemessage.protocol.management.NodeState;
import io.reliablemessage.protocol.management.TurnState;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads how the scheduler is doing, over all nodes, in three small queries. */
@Component
public class SchedulerState {
    private final JdbcNodes nodes;
    private final JdbcDuties duties;
    private final JdbcTurnStates turns;
    private final Duration goneAfter;

    SchedulerState(JdbcNodes nodes, JdbcDuties duties, JdbcTurnStates turns, SchedulingProperties properties) {
        this.nodes = nodes;
        this.duties = duties;
        this.turns = turns;
        this.goneAfter = Heartbeat.goneAfter(properties.heartbeat());
    }

    /** Nodes seen within a day, at most 200, the last seen first. */
    public List<NodeState> nodes() {
        return nodes.all();
    }

    /** Whether the node has given a sign of life lately. */
    public boolean isAlive(NodeState node) {
        return node.silentMillis() <= goneAfter.toMillis();
    }

    /** At most 200, by name. */
    public List<DutyState> duties() {
        return duties.all();
    }

    /** At most 200, by name. */
    public List<TurnState> turns() {
        return turns.all();
    }
}
