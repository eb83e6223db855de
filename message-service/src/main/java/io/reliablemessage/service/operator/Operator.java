package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.CurrentOperator;
import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.OperatorDetails;
import io.reliablemessage.protocol.management.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person as table operator has them.
 *
 * @param external whether they come by OpenID Connect
 * @param passwordHash {@code null}: none was issued yet, or the person is external
 * @param lastLoginAt {@code null}: never
 */
record Operator(
        int id,
        String name,
        String displayName,
        Role role,
        boolean disabled,
        boolean external,
        @Nullable String passwordHash,
        boolean passwordIsGiven,
        Instant createdAt,
        @Nullable Instant lastLoginAt) {

    OperatorDetails details() {
        return new OperatorDetails(name, displayName, role, disabled, external, createdAt, lastLoginAt);
    }

    CurrentOperator current() {
        return new CurrentOperator(name, displayName, role, passwordIsGiven);
    }

    /** What of them an administrator may change. */
    OperatorChange standing() {
        return new OperatorChange(displayName, role, disabled);
    }

    /** Whether they can administer even when the identity provider is away. */
    boolean isAdministratorHere() {
        return role == Role.ADMINISTRATOR && !disabled && passwordHash != null;
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return name;
    }
}
