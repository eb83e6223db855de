package io.reliablemessage.protocol.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.reliablemessage.protocol.BusinessKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What to look for. At least one of the two is there; a book that is identified by message ids looks for both: an effect of
 * another message with the same key is one of this message, too.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Wanted(@Nullable BusinessKey key, @Nullable UUID messageId) {}
