package io.reliablemessage.protocol.reconciliation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Entries of a slice.
 *
 * @param requestId the question's
 * @param through up to where the slice was read, exclusive: the question's {@code to}, or earlier where too many entries are wanted
 * @param entries in order of time
 */
public record EntriesAnswer(UUID requestId, Instant through, List<Entry> entries) {}
