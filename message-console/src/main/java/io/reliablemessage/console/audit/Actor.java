package io.reliablemessage.console.audit;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;

/** What kind of somebody an entry's actor is; names alone do not tell. */
enum Actor {
    PERSON,
    /** An administrator's token, used by a program; the person of that role has a name without blanks. */
    TOKEN,
    APPLICATION,
    SERVICE,
    IDENTITY_PROVIDER,
    /** Whoever tried to log in and is not known. */
    NOBODY;

    static Actor of(AuditEntry entry) {
        return switch (entry.actor()) {
            case AuditEntry.SERVICE -> SERVICE;
            case AuditEntry.ADMINISTRATOR_TOKEN -> TOKEN;
            case AuditEntry.IDENTITY_PROVIDER -> IDENTITY_PROVIDER;
            default ->
                entry.role() != null ? PERSON : entry.action() == AuditAction.LOGIN_REFUSED ? NOBODY : APPLICATION;
        };
    }
}
