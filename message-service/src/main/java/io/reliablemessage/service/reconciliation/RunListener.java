package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.ReconciliationRun;
import java.util.List;

/** Hears of runs that came to their end, DONE or INCOMPLETE. */
public interface RunListener {

    /**
     * Called in the transaction that ends the run, so that what is written here is there if and only if the run has ended. It must not call
     * anybody outside the database; what it throws keeps the run from ending.
     *
     * @param webhooks the names in the topic's rules
     * @param open how many discrepancies of the topic are OPEN now, counted up to 1,000
     */
    void ended(ReconciliationRun run, List<String> webhooks, int open);
}
