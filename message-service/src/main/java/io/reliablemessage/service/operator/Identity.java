package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.Role;
import java.util.Optional;

/**
 * Who somebody is to the identity provider.
 *
 * @param externalId SHA-256 of issuer and subject, which never change, unlike the name
 * @param role empty: none here
 */
record Identity(byte[] externalId, String name, String displayName, Optional<Role> role) {
    /** No local name can begin so. */
    static final String PREFIX = "oidc:";

    /** Who cannot be told from the token's claims. */
    static final class UnusableException extends Exception {
        UnusableException(String reason) {
            super(reason);
        }
    }
}
