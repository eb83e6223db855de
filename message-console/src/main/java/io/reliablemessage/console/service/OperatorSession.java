package io.reliablemessage.console.service;

import io.reliablemessage.protocol.management.CurrentOperator;
import java.security.Principal;

/** A person who is logged in. The service's token stays in here: no page, URL or log has it. */
public final class OperatorSession implements Principal {
    private final CurrentOperator operator;
    private final String token;
    private final boolean external;

    /** @param external logged in by OpenID Connect, so that there is no password to change */
    public OperatorSession(CurrentOperator operator, String token, boolean external) {
        this.operator = operator;
        this.token = token;
        this.external = external;
    }

    public CurrentOperator operator() {
        return operator;
    }

    public boolean external() {
        return external;
    }

    /** The same session after the service said who it belongs to now. */
    public OperatorSession as(CurrentOperator current) {
        return new OperatorSession(current, token, external);
    }

    String token() {
        return token;
    }

    @Override
    public String getName() {
        return operator.name();
    }

    @Override
    public String toString() {
        return "OperatorSession[" + operator.name() + "]";
    }
}
