package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.IssuedPassword;
import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.OperatorDetails;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * The people who may log in. None is ever deleted, since the audit trail names them. There is always an administrator who can log in
 * with a password, and nobody changes their own role.
 */
@Component
public final class Operators {
    private static final Logger log = LoggerFactory.getLogger(Operators.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.@-]{0,63}");
    private static final int MAX_NAME = 64;
    /** These stand in the audit trail for the service itself and for people whom nobody knows. */
    private static final Set<String> RESERVED = Set.of(AuditEntry.SERVICE, Entrance.NOBODY);

    private static final int MAX_DISPLAY_NAME = 100;

    private final JdbcOperators table;
    private final Passwords passwords;
    private final LoginLimits limits;
    private final Transactions transactions;
    private final Consequences consequences;

    Operators(
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

    /** By name. */
    public Page<OperatorDetails> list(@Nullable String cursor, @Nullable Integer limit) {
        int size = PageSize.of(limit);
        String after = Cursor.value(cursor);
        List<OperatorDetails> read = table.after(after == null ? "" : after, size + 1).stream()
                .map(Operator::details)
                .toList();
        return Cursor.page(read, size, OperatorDetails::name);
    }

    public OperatorDetails get(String name) {
        return table.byName(name).map(Operator::details).orElseThrow(() -> unknown(name));
    }

    /**
     * Makes a person known, or changes them; one who is disabled is logged out. A new one can log in once a password is issued.
     *
     * @return true if the person is new
     * @throws ProblemException 400 with the field and its limit; 409 for one's own role, for an external person's role, and if no
     *     administrator with a password would be left
     */
    public boolean put(Caller by, String name, @Nullable OperatorChange given) {
        OperatorChange change = checked(given);
        boolean created = transactions.run(() -> {
            List<Operator> administrators = table.lockAdministrators();
            Optional<Operator> known = table.lockByName(name);
            if (known.isEmpty()) {
                insert(by, name, change);
            } else if (!known.get().standing().equals(change)) {
                change(by, known.get(), change, administrators);
            }
            return known.isEmpty();
        });
        consequences.callers().forget();
        log.info(
                "Operator {} is {} by {}: {}{}",
                name,
                created ? "registered" : "changed",
                by.name(),
                change.role(),
                change.disabled() ? ", disabled" : "");
        return created;
    }

    private void insert(Caller by, String name, OperatorChange change) {
        if (!NAME.matcher(name).matches()) {
            throw ProblemException.invalid(
                            "operator",
                            "must be 1 to " + MAX_NAME
                                    + " characters of a to z, 0 to 9, '_', '.', '@' and '-', starting with a letter or digit",
                            MAX_NAME)
                    .as(ProblemCode.NAME_FORM);
        }
        if (RESERVED.contains(name)) {
            throw ProblemException.invalid("operator", "must not be " + name + ", which nobody can be", null);
        }
        try {
            table.insert(name, change, null);
        } catch (DuplicateKeyException e) {
            throw ProblemException.conflict(name, "Somebody else has just registered operator " + name)
                    .as(ProblemCode.OPERATOR_TAKEN);
        }
        consequences.note(by, AuditAction.OPERATOR_CHANGED, name, null, change);
    }

    private void change(Caller by, Operator known, OperatorChange change, List<Operator> administrators) {
        boolean standsElsewhere = known.role() != change.role() || known.disabled() != change.disabled();
        if (standsElsewhere && known.name().equals(by.name())) {
            throw ProblemException.conflict(
                            known.name(),
                            "Nobody changes their own role or disables themselves; ask another administrator")
                    .as(ProblemCode.OWN_STANDING);
        }
        if (known.external() && known.role() != change.role()) {
            throw ProblemException.conflict(
                            known.name(),
                            "The role of an external person comes from the identity provider, at each login")
                    .as(ProblemCode.EXTERNAL_ROLE);
        }
        if (standsElsewhere
                && known.isAdministratorHere()
                && administrators.stream().noneMatch(each -> each.id() != known.id() && each.isAdministratorHere())) {
            throw ProblemException.conflict(
                            known.name(),
                            "This is the last administrator who can log in with a password; give another one that role and a password first")
                    .as(ProblemCode.LAST_ADMINISTRATOR);
        }
        table.change(known.id(), change);
        if (change.disabled()) {
            consequences.sessions().endAllOf(known.id());
        }
        consequences.note(by, AuditAction.OPERATOR_CHANGED, known.name(), known.standing(), change);
    }

    /**
     * Gives a person a new password, which they should change, and logs them out. One who is locked for failed logins may try again.
     *
     * @throws ProblemException 404 if there is no such person, 409 for oneself and for external people
     */
    public IssuedPassword issuePassword(Caller by, String name) {
        if (name.equals(by.name())) {
            throw ProblemException.conflict(
                            name,
                            "One's own password is changed with the old one, by PUT /v1/sessions/current/password")
                    .as(ProblemCode.OWN_PASSWORD);
        }
        String password = Passwords.generate();
        String hash = passwords.hash(password);
        transactions.run(() -> {
            Operator operator = table.lockByName(name).orElseThrow(() -> unknown(name));
            refuseExternal(operator);
            table.setPassword(operator.id(), hash, true);
            limits.forget(name);
            consequences.sessions().endAllOf(operator.id());
            consequences.note(by, AuditAction.PASSWORD_ISSUED, name);
        });
        consequences.callers().forget();
        log.info("Operator {} has a new password, issued by {}; their sessions have ended", name, by.name());
        return new IssuedPassword(name, password);
    }

    static void refuseExternal(Operator operator) {
        if (operator.external()) {
            throw ProblemException.conflict(
                            operator.name(), "An external person has no password here; the identity provider has it")
                    .as(ProblemCode.EXTERNAL_PASSWORD);
        }
    }

    private static OperatorChange checked(@Nullable OperatorChange given) {
        if (given == null || given.role() == null) {
            throw ProblemException.invalid("role", "must be VIEWER, OPERATOR or ADMINISTRATOR", null);
        }
        String displayName =
                given.displayName() == null ? "" : given.displayName().strip();
        if (displayName.isEmpty() || displayName.length() > MAX_DISPLAY_NAME) {
            throw ProblemException.invalid(
                            "displayName",
                            "must have 1 to " + MAX_DISPLAY_NAME + " characters; it has " + displayName.length(),
                            MAX_DISPLAY_NAME)
                    .as(ProblemCode.TEXT_LENGTH);
        }
        return new OperatorChange(displayName, given.role(), given.disabled());
    }

    private static ProblemException unknown(String name) {
        return ProblemException.notFound("operator", name);
    }
}
