package io.reliablemessage.client.internal.reconciliation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A field of a key as people write it: {@code field=origin} or {@code field='constant'}.
 *
 * @param origin the column; {@code null} for a constant
 */
record KeyPart(
        String field, @Nullable String origin, @Nullable String constant) {
    private static final Pattern PART = Pattern.compile("\\s*([^=\\s]+)\\s*=\\s*(?:'([^']*)'|([^']+?))\\s*");

    /** @throws IllegalArgumentException if it is neither */
    static KeyPart of(String text) {
        Matcher part = PART.matcher(text);
        if (!part.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no field of a key; it must read field=column or field='constant'");
        }
        return new KeyPart(part.group(1), part.group(3), part.group(2));
    }
}
