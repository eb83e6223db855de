package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.InvalidIdempotencyKeyException;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.KeyField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the key of a call comes from. */
interface CallKey {

    /** @throws InvalidIdempotencyKeyException if the call has no usable key */
    BusinessKey of(@Nullable Object[] arguments);

    /** The key is in the arguments. */
    static CallKey in(List<PropertyPath> paths) {
        return arguments -> {
            try {
                return BusinessKey.of(paths.stream()
                        .map(path -> new KeyField(path.lastName(), KeyText.of(path, path.valueIn(arguments))))
                        .toList());
            } catch (InvalidKeyException e) {
                PropertyPath wrong = paths.stream()
                        .filter(path -> e.field().equals("key." + path.lastName()))
                        .findFirst()
                        .orElse(paths.get(0));
                throw new InvalidIdempotencyKeyException(wrong.toString(), "is a part of the key and " + e.problem());
            }
        };
    }
}
