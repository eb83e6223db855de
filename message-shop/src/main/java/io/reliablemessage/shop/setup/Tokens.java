package io.reliablemessage.shop.setup;

import java.util.Optional;

/** Where the applications' tokens are kept: message-service shows each only once. */
public interface Tokens {

    Optional<String> find(String application);

    /** Stores the token so that a crash leaves the old one or this one. */
    void put(String application, String token);
}
