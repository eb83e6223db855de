package io.reliablemessage.client.internal.handshake;

import java.util.Optional;

/** One thing to look at as soon as the service has answered for the first time. */
@FunctionalInterface
public interface StartCheck {

    /** @return what is wrong; empty if all is well */
    Optional<Finding> check(ServiceAnswer answer);
}
