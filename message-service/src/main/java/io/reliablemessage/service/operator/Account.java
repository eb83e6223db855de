package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.CurrentOperator;
import io.reliablemessage.protocol.management.PasswordChange;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.TooManyCallsException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What people do with their own session and password. */
@Component
public final class Account {
    private static final Logger log = LoggerFactory.getLogger(Account.class);

    /** Counts as an address of its own: nobody without a session of the person can lock this way to a new password. */
    private static final String IN_SESSION = "session";

    private final JdbcOperators table;
    private final Passwords passwords;
    private final LoginLimits limits;
    private final Transactions transactions;
    private final Consequences consequences;

    Account(
            JdbcOperators table,
            Passwords passwords,
            LoginLimits limits,
            Transactions transactions,
            Consequences consequences) {
        this.table = table;
        this.passwords = passwords;
        this.limits = limits;
        this.transactions = transactions;
        this.consequences = consequences;
    }

    /** Who calls; an administrator's token goes by its label. */
    public CurrentOperator current(Caller caller, HttpServletRequest call) {
        if (consequences.sessions().isSession(call)) {
            return find(caller).current();
        }
        Role role = Objects.requireNonNull(caller.role(), "Applications do not come here");
        return new CurrentOperator(caller.name(), caller.name(), role, false);
    }

    /** Ends the session that the call came with. */
    public void logOut(Caller caller, HttpServletRequest call) {
        requireSession(call);
        transactions.run(() -> {
            consequences.sessions().end(call);
            consequences.note(caller, AuditAction.LOGGED_OUT, caller.name());
        });
        consequences.callers().forget();
    }

    /**
     * Changes one's own password; all other sessions of the person end.
     *
     * @throws ProblemException 400 if the current one is wrong or the new one outside its limits, 409 for external people and
     *     administrators' tokens
     * @throws TooManyCallsException if the current one was wrong too often, here or at logins
     */
    public void changePassword(Caller caller, PasswordChange change, HttpServletRequest call) {
        requireSession(call);
        Passwords.check("replacement", change.replacement());
        if (change.replacement().equals(change.current())) {
            throw ProblemException.invalid("replacement", "must be another password than the current one", null)
                    .as(ProblemCode.SAME_PASSWORD);
        }
        Operator shown = find(caller);
        Operators.refuseExternal(shown);
        checkCurrent(shown, change.current() == null ? "" : change.current());
        String hash = passwords.hash(change.replacement());
        transactions.run(() -> {
            Operator now = table.lockByName(shown.name()).orElse(shown);
            if (!Objects.equals(now.passwordHash(), shown.passwordHash())) {
                throw ProblemException.conflict(shown.name(), "The password has been changed elsewhere just now")
                        .as(ProblemCode.PASSWORD_CHANGED_MEANWHILE);
            }
            table.setPassword(shown.id(), hash, false);
            limits.forget(shown.name());
            consequences.sessions().endOthersOf(shown.id(), call);
            consequences.note(caller, AuditAction.PASSWORD_CHANGED, shown.name());
        });
        consequences.callers().forget();
        log.info("Operator {} has changed their password; their other sessions have ended", shown.name());
    }

    private void checkCurrent(Operator shown, String current) {
        limits.checkNode();
        if (!limits.count(shown.name(), IN_SESSION)) {
            limits.failed();
            throw limits.locked(shown.name(), IN_SESSION);
        }
        if (!passwords.match(current, shown.passwordHash())) {
            limits.failed();
            throw ProblemException.invalid("current", "is not the password", null)
                    .as(ProblemCode.WRONG_PASSWORD);
        }
    }

    private void requireSession(HttpServletRequest call) {
        if (!consequences.sessions().isSession(call)) {
            throw ProblemException.conflict(
                    "current", "An administrator's token is no session; it has no password and does not log out");
        }
    }

    private Operator find(Caller caller) {
        return table.byName(caller.name()).orElseThrow(() -> ProblemException.notFound("operator", caller.name()));
    }
}
