package io.reliablemessage.client.internal.schema;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the ways out: another of the application's databases, or none. */
final class UnsupportedDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedDatabaseException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedDatabaseException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                "If the application has another database that is one of these and its business is there, name that DataSource bean in"
                        + " reliable-message.data-source. Otherwise reliable-message.enabled=false switches Reliable Message off.",
                cause);
    }
}
