package io.reliablemessage.service.audit;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.security.DeniedCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Notes that somebody tried what their role does not allow, at most once a minute for each person. */
@Component
class Denials implements DeniedCalls {
    private static final Logger log = LoggerFactory.getLogger(Denials.class);

    private final AuditTrail trail;
    private final TransactionTemplate transaction;

    Denials(AuditTrail trail, PlatformTransactionManager transactions) {
        this.trail = trail;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void denied(Caller caller, String method, String path) {
        AuditNote note = AuditNote.of(caller, AuditAction.ACCESS_DENIED, method + " " + path)
                .withOutcome(AuditOutcome.REFUSED, "The role " + caller.role() + " does not reach that far");
        try {
            transaction.executeWithoutResult(status -> trail.writeOnceAMinute("denied " + caller.name(), note));
        } catch (DataAccessException | TransactionException e) {
            log.warn(
                    "That {} may not {} {} could not be noted; the call is refused all the same",
                    caller.name(),
                    method,
                    path,
                    e);
        }
    }
}
