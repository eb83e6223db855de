package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Makes the first person, an administrator, when there is nobody. Of several nodes that start at once the unique name lets one win, and
 * only the winner prints the password. Who loses it has a new one issued with an administrator's token.
 */
@Component
@Order(1)
class FirstOperator implements ApplicationRunner {
    static final String NAME = "admin";

    private static final Logger log = LoggerFactory.getLogger(FirstOperator.class);

    private final JdbcOperators operators;
    private final Passwords passwords;
    private final Transactions transactions;
    private final AuditTrail trail;
    private final String configured;

    /** @param configured a password to use instead of a random one; empty for none */
    FirstOperator(
            JdbcOperators operators,
            Passwords passwords,
            Transactions transactions,
            AuditTrail trail,
            @Value("${reliable-message.administrator-password:}") String configured) {
        if (!configured.isEmpty()
                && (configured.length() < Passwords.MIN_LENGTH || configured.length() > Passwords.MAX_LENGTH)) {
            throw new IllegalArgumentException("reliable-message.administrator-password must have "
                    + Passwords.MIN_LENGTH + " to " + Passwords.MAX_LENGTH + " characters; it has "
                    + configured.length());
        }
        this.operators = operators;
        this.passwords = passwords;
        this.transactions = transactions;
        this.trail = trail;
        this.configured = configured;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (!operators.isEmpty()) {
            return;
        }
        String password = configured.isEmpty() ? Passwords.generate() : configured;
        if (insert(passwords.hash(password)) && configured.isEmpty()) {
            String frame = "=".repeat(62 + password.length());
            log.info(
                    "\n{}\nPassword of the first operator '{}', shown only this once: {}\n{}\nIt opens the console; change it there.",
                    frame,
                    NAME,
                    password,
                    frame);
        }
    }

    private boolean insert(String hash) {
        OperatorChange standing = new OperatorChange("Administrator", Role.ADMINISTRATOR, false);
        try {
            transactions.run(() -> {
                operators.insert(NAME, standing, null);
                operators.setPassword(operators.byName(NAME).orElseThrow().id(), hash, true);
                trail.write(AuditNote.ofService(AuditAction.OPERATOR_CHANGED, "operator " + NAME)
                        .withChange(null, standing));
            });
            return true;
        } catch (DuplicateKeyException e) {
            log.debug("Another node made the first operator", e);
            return false;
        }
    }
}
