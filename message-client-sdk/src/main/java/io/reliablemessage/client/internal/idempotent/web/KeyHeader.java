package io.reliablemessage.client.internal.idempotent.web;

import io.reliablemessage.client.InvalidIdempotencyKeyException;
import io.reliablemessage.protocol.BusinessKey;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The value of an {@code Idempotency-Key} header: a string as RFC 8941 has it, in quotes, as the HTTP working group's draft wants, or the same characters
 * bare, as most clients send it.
 */
final class KeyHeader {
    private static final Pattern QUOTED = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*)\"");
    private static final Pattern BARE = Pattern.compile("[!#-~]+");

    private KeyHeader() {}

    /**
     * @param values the header's values in the request
     * @throws InvalidIdempotencyKeyException if there is not exactly one, or it is ill-formed, blank or too long
     */
    static String valueOf(String header, List<String> values) {
        if (values.isEmpty()) {
            throw new InvalidIdempotencyKeyException(header, "is missing");
        }
        if (values.size() > 1) {
            throw new InvalidIdempotencyKeyException(header, "is given " + values.size() + " times");
        }
        String value = unquoted(header, values.get(0).strip());
        if (value.isBlank() || value.length() > BusinessKey.MAX_VALUE_LENGTH) {
            throw new InvalidIdempotencyKeyException(
                    header,
                    "must have 1 to " + BusinessKey.MAX_VALUE_LENGTH + " characters; it has "
                            + (value.isBlank() ? "none" : value.length()));
        }
        return value;
    }

    private static String unquoted(String header, String value) {
        if (value.isEmpty() || BARE.matcher(value).matches()) {
            return value;
        }
        var quoted = QUOTED.matcher(value);
        if (!quoted.matches()) {
            throw new InvalidIdempotencyKeyException(
                    header, "must be visible ASCII characters, either bare or as a string in double quotes");
        }
        return quoted.group(1).replaceAll("\\\\(.)", "$1");
    }
}
