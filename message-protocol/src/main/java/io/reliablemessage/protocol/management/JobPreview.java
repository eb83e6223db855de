package io.reliablemessage.protocol.management;

import java.util.List;

/**
 * What a job would be about.
 *
 * @param count of OPEN cases that match, {@code countIsCapped} if there are more
 * @param sample the newest of them, at most 10
 * @param alreadyConsumed groups that have consumed some of these messages; a replay does not go to them
 * @param beyondReplayHorizon how many of them are so old that a group may have forgotten that it took effect; of those looked at
 * @param expired how many of those looked at have passed their expiry, which a replay ignores
 * @param lookedAt how many were looked at for these figures
 */
public record JobPreview(
        long count,
        boolean countIsCapped,
        List<DeadLetterDetails> sample,
        List<GroupCount> alreadyConsumed,
        long beyondReplayHorizon,
        long expired,
        long lookedAt) {

    /** @param messages of those looked at */
    public record GroupCount(String topic, String group, long messages) {}
}
