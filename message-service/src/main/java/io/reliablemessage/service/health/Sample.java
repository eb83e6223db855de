package io.reliablemessage.service.health;

import io.reliablemessage.protocol.management.DutyState;
import io.reliablemessage.service.reconciliation.JdbcBooksState;
import io.reliablemessage.service.retention.RetentionState;
import java.util.List;

/** What the database said when it was asked last. */
record Sample(
        Ages ages,
        List<DutyState> duties,
        int livingNodes,
        RetentionState.Partitions partitions,
        JdbcBooksState.Figures books) {}
