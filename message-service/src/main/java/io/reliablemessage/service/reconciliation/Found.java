package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.service.reconciliation.compare.Scope;
import io.reliablemessage.service.reconciliation.compare.Suspect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A discrepancy as runs, repairs and people find it.
 *
 * @param applicationId {@code null}: only the service's own books
 * @param position the group's; {@code null}: not about a group
 * @param openedAt {@code null}: only IN_FLIGHT so far
 * @param repairDueAt {@code null}: nobody repairs it now
 * @param repairedAt {@code null}: nobody has yet
 */
record Found(
        UUID id,
        int topicId,
        Scope scope,
        int owner,
        byte[] identity,
        DiscrepancyType type,
        DiscrepancyState state,
        @Nullable Integer applicationId,
        @Nullable Integer position,
        @Nullable String key,
        @Nullable UUID messageId,
        String detail,
        Instant since,
        @Nullable String ourAmount,
        @Nullable String theirAmount,
        UUID firstRun,
        UUID lastRun,
        Instant firstSeenAt,
        @Nullable Instant openedAt,
        @Nullable Instant closedAt,
        @Nullable String closedBy,
        @Nullable String closedReason,
        @Nullable Instant repairDueAt,
        @Nullable Instant repairedAt,
        int repairs,
        @Nullable String repairProblem) {

    /** What is to be looked up to judge it again. */
    Suspect suspect() {
        boolean byMessage = messageId != null && Arrays.equals(identity, Digest.identityOf(messageId));
        return new Suspect(scope, owner, identity, byMessage ? null : key, messageId);
    }

    /** What it is about: two discrepancies about the same thing have the same. */
    static byte[] subject(int topicId, Suspect suspect) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(topicId)
                    .putInt(suspect.owner())
                    .array());
            sha256.update(suspect.scope().name().getBytes(StandardCharsets.US_ASCII));
            return sha256.digest(suspect.identity());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
