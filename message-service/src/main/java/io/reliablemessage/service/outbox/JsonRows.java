package io.reliablemessage.service.outbox;

import java.util.Collection;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds the JSON array that {@code JSON_TABLE} turns into rows to join with, so that one statement updates many rows, each with its
 * own values. Only numbers, ids and plain text go in, so nothing has to be escaped.
 */
public final class JsonRows {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@:;._~-]*");

    private final StringBuilder json = new StringBuilder("[");

    /** A list of rows with nothing but an id. */
    public static String ofIds(Collection<UUID> ids) {
        JsonRows rows = new JsonRows();
        ids.forEach(rows::row);
        return rows.toString();
    }

    /** Begins a row. */
    public JsonRows row(UUID id) {
        if (json.length() > 1) {
            json.append("},");
        }
        json.append("{\"id\":\"").append(Ids.toHex(id)).append('"');
        return this;
    }

    /** Adds a number to the row begun last. */
    public JsonRows with(String name, @Nullable Number value) {
        if (value != null) {
            json.append(",\"").append(name).append("\":").append(value);
        }
        return this;
    }

    /**
     * Adds a text to the row begun last.
     *
     * @throws IllegalArgumentException if the text holds anything but letters, digits and {@code @ : ; . _ ~ -}
     */
    public JsonRows with(String name, String text) {
        if (!PLAIN.matcher(text).matches()) {
            throw new IllegalArgumentException(name + " is not plain text");
        }
        json.append(",\"").append(name).append("\":\"").append(text).append('"');
        return this;
    }

    @Override
    public String toString() {
        return json.length() == 1 ? "[]" : json + "}]";
    }
}
