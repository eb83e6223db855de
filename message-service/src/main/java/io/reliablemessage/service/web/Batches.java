package io.reliablemessage.service.web;

import io.reliablemessage.protocol.MessageLimits;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What every batch call checks before it looks at the items. */
public final class Batches {
    private Batches() {}

    /**
     * @param field the name of the list in the body
     * @throws ProblemException (400) if the list is missing, empty, too long or holds nulls
     */
    public static <T> List<T> checked(String field, @Nullable List<T> items) {
        if (items == null || items.isEmpty()) {
            throw ProblemException.invalid(field, "must have at least 1 item", 1);
        }
        if (items.size() > MessageLimits.MAX_BATCH_ITEMS) {
            throw ProblemException.invalid(
                    field,
                    "has " + items.size() + " items; the limit is " + MessageLimits.MAX_BATCH_ITEMS,
                    MessageLimits.MAX_BATCH_ITEMS);
        }
        for (int i = 0; i < items.size(); i++) {
            if (Objects.isNull(items.get(i))) {
                throw ProblemException.invalid(field + "[" + i + "]", "must not be null", null);
            }
        }
        return items;
    }
}
