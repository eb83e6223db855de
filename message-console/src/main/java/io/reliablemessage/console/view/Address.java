package io.reliablemessage.console.view;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/** The address of a page of this console, to redirect to. Values are encoded whatever they contain. */
public final class Address {
    private final UriComponentsBuilder uri;
    private final Map<String, Object> values = new LinkedHashMap<>();

    private Address(String path) {
        uri = UriComponentsBuilder.fromPath(path);
    }

    public static Address of(String path) {
        return new Address(path);
    }

    /** Adds a query parameter; {@code null} adds none. */
    public Address with(String parameter, @Nullable Object value) {
        if (value != null) {
            uri.queryParam(parameter, "{" + parameter + "}");
            values.put(parameter, value);
        }
        return this;
    }

    @Override
    public String toString() {
        return uri.encode(StandardCharsets.UTF_8).buildAndExpand(values).toUriString();
    }
}
