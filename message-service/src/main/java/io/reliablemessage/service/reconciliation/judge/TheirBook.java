package io.reliablemessage.service.reconciliation.judge;

import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A book of an application as far as look-ups need to know it.
 *
 * @param group {@code null}: the facts
 * @param keptSince entries older than that may have been removed; {@code null}: all are kept
 */
public record TheirBook(
        int applicationId,
        @Nullable String group,
        IdentifiedBy identifiedBy,
        boolean contents,
        boolean amounts,
        @Nullable Instant keptSince) {}
