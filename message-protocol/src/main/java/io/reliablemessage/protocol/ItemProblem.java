package io.reliablemessage.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Why an item was not applied.
 *
 * @param field the field at fault, where there is one
 * @param detail a sentence without its subject that names the limit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ItemProblem(@Nullable String field, String detail) {}
