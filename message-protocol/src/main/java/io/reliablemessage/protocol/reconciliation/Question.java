package io.reliablemessage.protocol.reconciliation;

import java.time.Instant;
import java.util.UUID;

/**
 * What every question has. The service posts it as JSON to {@code reconciliation/<action>} beside the application's check address, signed
 * as {@link io.reliablemessage.protocol.CheckSignature} describes with the action in the direction; the answer is signed the same way.
 */
public sealed interface Question
        permits SourcesQuestion, DigestQuestion, EntriesQuestion, FindQuestion, ProduceQuestion, ReleaseQuestion {

    /** A fresh UUID per question; the answer echoes it. */
    UUID requestId();

    /** The application that is asked; any other refuses. */
    String application();

    /** The database's time of the question. */
    Instant askedAt();

    /** The last part of the path, and part of what is signed. */
    String action();
}
