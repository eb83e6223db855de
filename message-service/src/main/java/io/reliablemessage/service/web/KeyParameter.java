package io.reliablemessage.service.web;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import org.jspecify.annotations.Nullable;

/** A whole business key as it stands in an address. */
public final class KeyParameter {
    private KeyParameter() {}

    /** @throws ProblemException 400, which names the field of the key */
    public static @Nullable BusinessKey read(@Nullable String readable) {
        try {
            return readable == null ? null : BusinessKey.parse(readable);
        } catch (InvalidKeyException e) {
            throw ProblemException.invalid(e.field(), e.problem(), null);
        }
    }
}
