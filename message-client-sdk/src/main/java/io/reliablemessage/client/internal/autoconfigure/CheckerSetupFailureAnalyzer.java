package io.reliablemessage.client.internal.autoconfigure;

import io.reliablemessage.client.internal.produce.CheckerSetupException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the checkers that cannot be used. */
final class CheckerSetupFailureAnalyzer extends AbstractFailureAnalyzer<CheckerSetupException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, CheckerSetupException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Let one TransactionChecker bean answer for each topic, or none: the fence answers then.",
                cause);
    }
}
