package io.reliablemessage.service.reconciliation;

import org.springframework.stereotype.Component;

/** Where a run keeps what it has found out so far. */
@Component
record RunTables(JdbcRuns runs, JdbcComparisons comparisons, JdbcSlices slices, JdbcSuspects suspects) {}
