package io.reliablemessage.service.deadletter.edit;

import io.reliablemessage.service.deadletter.CaseRecords;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Edits of messages that are gone: their differences are parts of payloads, and stay no longer than those. */
@Component
class OldEdits implements CaseRecords {
    private static final int BATCH = 100;

    private final JdbcEdits edits;

    OldEdits(JdbcEdits edits) {
        this.edits = edits;
    }

    @Override
    public boolean removeOlderThan(Duration age) {
        return edits.removeOfGoneMessages(age, BATCH) == BATCH;
    }
}
