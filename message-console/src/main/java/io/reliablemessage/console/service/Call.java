package io.reliablemessage.console.service;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/** Path and query of a call. Values are encoded whatever they contain, so that none can become another path or parameter. */
public final class Call {
    private final UriComponentsBuilder uri;
    private final List<Object> variables;
    private @Nullable String person;

    private Call(String path, Object... variables) {
        uri = UriComponentsBuilder.fromPath(path);
        this.variables = new ArrayList<>(List.of(variables));
    }

    /** @param path below the service's address, with a placeholder for each variable: {@code /v1/messages/{id}} */
    public static Call to(String path, Object... variables) {
        return new Call(path, variables);
    }

    /** Adds a query parameter; {@code null} adds none. */
    public Call with(String parameter, @Nullable Object value) {
        if (value != null) {
            uri.queryParam(parameter, "{value}");
            variables.add(value);
        }
        return this;
    }

    /** Says at which address the person sits for whom the call is made; the service takes this one's for it otherwise. */
    public Call forPersonAt(@Nullable String address) {
        person = address;
        return this;
    }

    @Nullable
    String person() {
        return person;
    }

    URI at(URI service) {
        String relative =
                uri.encode().buildAndExpand(variables.toArray()).toUri().toString();
        String base = service.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + relative);
    }
}
