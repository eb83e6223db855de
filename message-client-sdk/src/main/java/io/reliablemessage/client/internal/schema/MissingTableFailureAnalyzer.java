package io.reliablemessage.client.internal.schema;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the file to run. */
final class MissingTableFailureAnalyzer extends AbstractFailureAnalyzer<MissingTableException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MissingTableException cause) {
        String modules = "org.springframework.boot:spring-boot-starter-flyway"
                + cause.dialect().flywayModule().map(module -> " and " + module).orElse("");
        return new FailureAnalysis(
                "Reliable Message needs " + cause.missing() + " in the business database, and it is not there.",
                "Run " + cause.migration()
                        + " (it is in the message-client-sdk jar), or let the SDK create its tables: put Flyway for your database on"
                        + " the class path (" + modules + ") and leave reliable-message.migrate at auto.",
                cause);
    }
}
