package io.reliablemessage.service.deadletter;

import java.time.Duration;

/** Something kept about cases that ends some time after the messages do. */
public interface CaseRecords {

    /**
     * Removes a bounded number of records that nothing needs any more.
     *
     * @param age only older ones
     * @return whether there may be more
     */
    boolean removeOlderThan(Duration age);
}
