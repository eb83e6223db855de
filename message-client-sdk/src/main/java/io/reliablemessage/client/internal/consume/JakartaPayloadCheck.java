package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.internal.idempotency.UnreadableMessageException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Set;
import java.util.stream.Collectors;

/** Jakarta Validation. */
final class JakartaPayloadCheck implements PayloadCheck {
    private final Validator validator;

    JakartaPayloadCheck(Validator validator) {
        this.validator = validator;
    }

    @Override
    public void check(Object payload) {
        Set<ConstraintViolation<Object>> violations = validator.validate(payload);
        if (!violations.isEmpty()) {
            throw new UnreadableMessageException("The payload is not valid: "
                    + violations.stream()
                            .map(violation -> violation.getPropertyPath() + " " + violation.getMessage())
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
    }
}
