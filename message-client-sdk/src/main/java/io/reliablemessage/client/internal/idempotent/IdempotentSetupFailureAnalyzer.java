package io.reliablemessage.client.internal.idempotent;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a wrong declaration as a problem and what to change, without a stack. */
final class IdempotentSetupFailureAnalyzer extends AbstractFailureAnalyzer<IdempotentSetupException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, IdempotentSetupException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
