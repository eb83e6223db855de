package io.reliablemessage.service.web;

import io.reliablemessage.protocol.management.Page;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a list goes on: the last item's sort value, URL-safe and of no meaning to the caller. */
public final class Cursor {
    private static final int MAX_LENGTH = 512;

    private Cursor() {}

    public static String of(String lastValue) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(lastValue.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What {@link #of} was given; {@code null} if there is no cursor.
     *
     * @throws ProblemException (400) if it is not one of this service's cursors
     */
    public static @Nullable String value(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            if (cursor.length() <= MAX_LENGTH) {
                return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
        throw unknown();
    }

    /** As {@link #value} for lists sorted by id. */
    public static @Nullable UUID id(@Nullable String cursor) {
        String value = value(cursor);
        if (value == null) {
            return null;
        }
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
    }

    /**
     * Makes a page of what was read.
     *
     * @param read up to {@code limit + 1} items, so that it is known whether more follow
     * @param sortValue what the list is sorted by
     */
    public static <T> Page<T> page(List<T> read, int limit, Function<T, String> sortValue) {
        if (read.size() <= limit) {
            return new Page<>(read, null);
        }
        return new Page<>(read.subList(0, limit), of(sortValue.apply(read.get(limit - 1))));
    }

    private static ProblemException unknown() {
        return ProblemException.invalid("cursor", "must be the nextCursor of an earlier answer", null);
    }
}
