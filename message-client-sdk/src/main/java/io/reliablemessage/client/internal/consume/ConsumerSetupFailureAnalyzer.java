package io.reliablemessage.client.internal.consume;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a wrong set-up as a problem and what to change, without a stack. */
final class ConsumerSetupFailureAnalyzer extends AbstractFailureAnalyzer<ConsumerSetupException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConsumerSetupException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
