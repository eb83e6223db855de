package io.reliablemessage.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer for one item of a batch, in the order of the items.
 *
 * @param id the message that the item named; {@code null} only if the item had no readable id
 * @param outcome what became of it
 * @param state the message's state afterwards, where the caller may know it
 * @param problem set when {@code outcome} is neither APPLIED nor UNCHANGED
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ItemResult(
        @Nullable UUID id,
        Outcome outcome,
        @Nullable MessageState state,
        @Nullable ItemProblem problem) {

    public static ItemResult applied(UUID id, MessageState state) {
        return new ItemResult(id, Outcome.APPLIED, state, null);
    }

    public static ItemResult unchanged(UUID id, MessageState state) {
        return new ItemResult(id, Outcome.UNCHANGED, state, null);
    }

    public static ItemResult conflict(UUID id, MessageState state, String detail) {
        return new ItemResult(id, Outcome.CONFLICT, state, new ItemProblem(null, detail));
    }

    public static ItemResult notFound(UUID id) {
        return new ItemResult(
                id, Outcome.NOT_FOUND, null, new ItemProblem("id", "is not a message of this application"));
    }

    public static ItemResult invalid(@Nullable UUID id, String field, String detail) {
        return new ItemResult(id, Outcome.INVALID, null, new ItemProblem(field, detail));
    }

    public static ItemResult retry(UUID id, String detail) {
        return new ItemResult(id, Outcome.RETRY, null, new ItemProblem(null, detail));
    }
}
