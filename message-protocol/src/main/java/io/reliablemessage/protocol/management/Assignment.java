package io.reliablemessage.protocol.management;

import org.jspecify.annotations.Nullable;

/**
 * Who looks after it and what is known about it; replaces what was there.
 *
 * @param assignee at most 100 characters; left out: nobody
 * @param note at most 2,000 characters
 */
public record Assignment(
        @Nullable String assignee, @Nullable String note) {}
