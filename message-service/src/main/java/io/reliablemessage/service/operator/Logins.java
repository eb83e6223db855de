package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.protocol.management.IssuedSession;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.TooManyCallsException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Lets people in by name and password. Neither the answer nor its time nor the limits tell whether somebody has the name. */
@Component
public final class Logins {
    private static final int MAX_TYPED = 1_000;

    private final JdbcOperators operators;
    private final Passwords passwords;
    private final LoginLimits limits;
    private final Entrance entrance;
    private final Transactions transactions;

    Logins(
            JdbcOperators operators,
            Passwords passwords,
            LoginLimits limits,
            Entrance entrance,
            Transactions transactions) {
        this.operators = operators;
        this.passwords = passwords;
        this.limits = limits;
        this.entrance = entrance;
        this.transactions = transactions;
    }

    /**
     * Opens a session.
     *
     * @param from the address that the person logs in from
     * @throws ProblemException 400 if there is no name or no password, 401 if they are not somebody's who may log in
     * @throws TooManyCallsException if too many logins with this name, or on this node, have failed, or too many wait
     */
    public IssuedSession logIn(Credentials typed, String from) {
        String name = checked("name", typed.name());
        String password = checked("password", typed.password());
        limits.checkNode();
        return passwords.inLine(() -> logIn(name, password, from));
    }

    private IssuedSession logIn(String name, String password, String from) {
        Optional<Operator> known = operators.byName(name);
        if (limits.isLocked(name, from) || !limits.count(name, from)) {
            limits.failed();
            refuse(known, "too many logins have failed");
            throw limits.locked(name, from);
        }
        boolean right =
                passwords.match(password, known.map(Operator::passwordHash).orElse(null));
        return known.filter(each -> right)
                .flatMap(operator -> open(operator, from))
                .orElseThrow(() -> {
                    limits.failed();
                    refuse(known, right ? "disabled" : "the password is wrong");
                    return new ProblemException(HttpStatus.UNAUTHORIZED, null, "The name or the password is wrong");
                });
    }

    /** Empty if the person is disabled, or has another password meanwhile. */
    private Optional<IssuedSession> open(Operator operator, String from) {
        return transactions.run(() -> {
            if (!operators.noteLogin(operator)) {
                return Optional.empty();
            }
            limits.forget(operator.name(), from);
            return Optional.of(entrance.open(operator));
        });
    }

    private void refuse(Optional<Operator> known, String why) {
        known.ifPresentOrElse(
                operator -> entrance.refuse(operator, why), () -> entrance.refuseNobody("nobody has the name"));
    }

    private static String checked(String field, @Nullable String typed) {
        if (typed == null || typed.isEmpty() || typed.length() > MAX_TYPED) {
            throw ProblemException.invalid(field, "must have 1 to " + MAX_TYPED + " characters", MAX_TYPED);
        }
        return typed;
    }
}
