package io.reliablemessage.client.internal.idempotent.web;

import io.reliablemessage.client.InvalidIdempotencyKeyException;
import io.reliablemessage.client.internal.idempotency.IdempotencyKey;
import io.reliablemessage.client.internal.idempotent.HttpCalls;
import io.reliablemessage.client.internal.idempotent.ResultForm;
import io.reliablemessage.client.internal.idempotent.ResultForms;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.core.ResolvableType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Idempotent calls in a servlet application. */
final class ServletCalls implements HttpCalls {
    private static final String KEY = "idempotencyKey";

    @Override
    public BusinessKey keyIn(String header) {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
            throw new InvalidIdempotencyKeyException(header, "is missing, as no HTTP request is under way");
        }
        HttpServletRequest request = attributes.getRequest();
        String value = KeyHeader.valueOf(header, Collections.list(request.getHeaders(header)));
        Principal principal = request.getUserPrincipal();
        return principal == null || principal.getName() == null
                ? BusinessKey.of(KEY, value)
                : ofPrincipal(principal.getName()).and(KEY, value);
    }

    /** One caller's keys are no other's. */
    private static BusinessKey ofPrincipal(String name) {
        try {
            return BusinessKey.of("principal", name);
        } catch (InvalidKeyException e) {
            // Names of certificates, say, may be longer than a field of a key.
            byte[] hash = IdempotencyKey.sha256(name.getBytes(StandardCharsets.UTF_8));
            return BusinessKey.of("principalSha256", HexFormat.of().formatHex(hash));
        }
    }

    @Override
    public Optional<ResultForm> resultForm(ResolvableType type, ResultForms forms) {
        return ResponseEntity.class.isAssignableFrom(type.toClass())
                ? Optional.of(new ResponseEntityForm(
                        forms, type.as(ResponseEntity.class).getGeneric()))
                : Optional.empty();
    }
}
