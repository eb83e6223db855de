package io.reliablemessage.service.audit;

import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.service.web.Cursor;
import org.springframework.stereotype.Component;

/** Writes and reads the audit trail. */
@Component
public final class AuditTrail {
    private final JdbcAudit entries;
    private final JdbcAuditSearch search;

    AuditTrail(JdbcAudit entries, JdbcAuditSearch search) {
        this.entries = entries;
        this.search = search;
    }

    /**
     * Joins the transaction of what is noted, so that neither is there without the other; without a transaction it is written at once.
     *
     * @throws org.springframework.dao.DataAccessException then what is noted must not happen either
     */
    public void write(AuditNote note) {
        entries.insert(note);
    }

    /**
     * As {@link #write} for what somebody can repeat at will: on all nodes together it is written at most once a minute for each name.
     *
     * @param what names it; there must be a bounded number of names, since each is kept
     */
    public void writeOnceAMinute(String what, AuditNote note) {
        if (entries.beginMinute(what)) {
            entries.insert(note);
        }
    }

    /** One page, newest first; it may be short, or empty, and still have a successor. */
    public Page<AuditEntry> find(AuditQuery query) {
        JdbcAuditSearch.Found found = search.find(query);
        return found.next() == null
                ? Cursor.page(found.entries(), query.limit(), entry -> Long.toString(entry.number()))
                : new Page<>(found.entries(), Cursor.of(Long.toString(found.next())));
    }
}
