package io.reliablemessage.service.operator;

import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.web.TooManyCallsException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * How often a login may fail: on all nodes together per name and address, so that nobody locks out a person who sits elsewhere, and, with
 * more patience, per name; and for all names together on this node.
 */
@Component
class LoginLimits {
    private final JdbcLoginFailures failures;
    private final Transactions transactions;
    private final FailureRate rate;

    @Autowired
    LoginLimits(JdbcLoginFailures failures, Transactions transactions) {
        this(failures, transactions, new FailureRate(System::nanoTime));
    }

    LoginLimits(JdbcLoginFailures failures, Transactions transactions, FailureRate rate) {
        this.failures = failures;
        this.transactions = transactions;
        this.rate = rate;
    }

    /** @throws TooManyCallsException if too many logins have failed on this node just now */
    void checkNode() {
        rate.check();
    }

    /** A login has failed on this node. */
    void failed() {
        rate.failed();
    }

    /** Counts a try with the name; false, and nothing is counted, while the name is locked for who comes from there. */
    boolean count(String name, String from) {
        return transactions.run(() -> failures.count(name, from));
    }

    /** A look that costs less than {@link #count}, which alone decides. */
    boolean isLocked(String name, String from) {
        return failures.secondsLocked(name, from) > 0;
    }

    TooManyCallsException locked(String name, String from) {
        long seconds = Math.max(1, failures.secondsLocked(name, from));
        return new TooManyCallsException(
                seconds, "Too many logins with this name have failed; try again in " + seconds + " s");
    }

    /** After a login from there: who guesses elsewhere gains nothing. Joins the caller's transaction. */
    void forget(String name, String from) {
        failures.forget(name, from);
    }

    /** After a new password: the name is unlocked for everybody. Joins the caller's transaction. */
    void forget(String name) {
        failures.forget(name);
    }

    /** Removes failures that count no longer, at most so many; returns how many. */
    int removeOld(int limit) {
        return failures.removeOld(limit);
    }
}
