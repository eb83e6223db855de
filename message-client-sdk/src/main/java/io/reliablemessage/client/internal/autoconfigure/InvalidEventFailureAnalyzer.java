package io.reliablemessage.client.internal.autoconfigure;

import io.reliablemessage.client.InvalidEventException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the event whose annotation makes no sense. */
final class InvalidEventFailureAnalyzer extends AbstractFailureAnalyzer<InvalidEventException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidEventException cause) {
        return new FailureAnalysis(cause.getMessage(), "Correct the annotation of " + cause.event() + ".", cause);
    }
}
