package io.reliablemessage.console.search;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.KeyField;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Some fields of a business key. The service finds messages by the value of one; the rest is compared here. */
public final class KeyFilter {
    private KeyFilter() {}

    /** The value that probably the fewest messages have: of those with a digit the longest. A status or a currency is shared by many. */
    public static String mostTelling(BusinessKey fields) {
        return fields.fields().stream()
                .map(KeyField::value)
                .max(Comparator.comparing((String value) -> value.chars().anyMatch(Character::isDigit))
                        .thenComparing(String::length))
                .orElseThrow();
    }

    /** Whether the key has all these fields, wherever they stand in it. */
    public static boolean matches(BusinessKey fields, @Nullable BusinessKey key) {
        return key != null && key.fields().containsAll(fields.fields());
    }
}
