package io.reliablemessage.client.internal.schema;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the file to run. */
final class MissingTableFailureAnalyzer extends AbstractFailureAnalyzer<MissingTableException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MissingTableException cause) {
        return new FailureAnalysis(
                "Reliable Message needs table " + cause.table() + " in the business database, and it is not there.",
                "Run " + "db/reliable-message/mysql/" + cause.migration()
                        + " (it is in the message-client-sdk jar), or let the SDK create its tables: put Flyway with its module for"
                        + " your database on the class path (org.springframework.boot:spring-boot-starter-flyway and"
                        + " org.flywaydb:flyway-mysql) and leave reliable-message.migrate at auto.",
                cause);
    }
}
