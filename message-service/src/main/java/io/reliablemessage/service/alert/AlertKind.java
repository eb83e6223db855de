package io.reliablemessage.service.alert;

/** What an alert tells of. */
public enum AlertKind {
    /** A reconciliation run has ended with discrepancies that are open. */
    DISCREPANCIES,
    /** A reconciliation run could not compare all books: nothing is known about some of them. */
    INCOMPLETE_RUN,
    /** A discrepancy could not be repaired and waits for a person. */
    REPAIR_GIVEN_UP,
    /** Further alerts that were not told one by one. */
    SUMMARY,
    /** Somebody tries whether alerts arrive. */
    TRIAL
}
