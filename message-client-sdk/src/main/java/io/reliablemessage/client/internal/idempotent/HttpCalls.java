package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.protocol.BusinessKey;
import java.util.Optional;
import org.springframework.core.ResolvableType;

/** What idempotent calls have to do with HTTP; there are applications without it. */
public interface HttpCalls {

    /**
     * The key that the request carries which is under way.
     *
     * @throws io.reliablemessage.client.InvalidIdempotencyKeyException if it carries none, or an ill-formed one
     */
    BusinessKey keyIn(String header);

    /** How a result of this type is kept; empty if HTTP has no word in it. */
    Optional<ResultForm> resultForm(ResolvableType type, ResultForms forms);
}
