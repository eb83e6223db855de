package io.reliablemessage.service.health;

import io.reliablemessage.service.retention.RetentionState;
import io.reliablemessage.service.scheduling.DutyState;
import java.util.List;

/** What the database said when it was asked last. */
record Sample(Ages ages, List<DutyState> duties, int livingNodes, RetentionState.Partitions partitions) {}
