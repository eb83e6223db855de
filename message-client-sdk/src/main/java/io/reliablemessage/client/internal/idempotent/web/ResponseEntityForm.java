package io.reliablemessage.client.internal.idempotent.web;

import io.reliablemessage.client.internal.idempotent.ResultForm;
import io.reliablemessage.client.internal.idempotent.ResultForms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/** A {@code ResponseEntity} as JSON: status, headers and body. */
final class ResponseEntityForm implements ResultForm {
    /** What belongs to one connection or one answer, and what may be a secret of one session. */
    private static final Set<String> NOT_KEPT = Set.of(
            "connection",
            "content-length",
            "date",
            "keep-alive",
            "set-cookie",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final JsonMapper json;
    private final JavaType type;

    ResponseEntityForm(ResultForms forms, ResolvableType body) {
        this.json = forms.json();
        this.type = json.getTypeFactory().constructParametricType(Stored.class, forms.javaType(body));
    }

    @Override
    public byte[] write(@Nullable Object result) {
        Stored<?> stored = result instanceof ResponseEntity<?> response
                ? new Stored<>(response.getStatusCode().value(), kept(response.getHeaders()), response.getBody())
                : null;
        return json.writerFor(type).writeValueAsBytes(stored);
    }

    @Override
    public @Nullable Object read(byte[] stored) {
        Stored<?> read = json.readValue(stored, type);
        if (read == null) {
            return null;
        }
        HttpHeaders headers = new HttpHeaders();
        read.headers().forEach((name, values) -> headers.put(name, new ArrayList<>(values)));
        return ResponseEntity.status(read.status()).headers(headers).body(read.body());
    }

    @Override
    public @Nullable Object content(@Nullable Object result) {
        return result instanceof HttpEntity<?> response ? response.getBody() : null;
    }

    private static Map<String, List<String>> kept(HttpHeaders headers) {
        Map<String, List<String>> kept = new TreeMap<>();
        headers.forEach((name, values) -> {
            if (!NOT_KEPT.contains(name.toLowerCase(Locale.ROOT))) {
                kept.put(name, values);
            }
        });
        return kept;
    }

    record Stored<T>(
            int status,
            Map<String, List<String>> headers,
            @Nullable T body) {}
}
