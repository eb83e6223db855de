package io.reliablemessage.service.statistics;

/** What is counted per topic; the columns of table statistic in their order. */
public enum Counted {
    /** Messages stored for the first time, prepared or submitted. */
    ACCEPTED,
    CONFIRMED,
    /** Deliveries that the broker took. */
    PUBLISHED,
    /** Receipts of groups that consumed. */
    CONSUMED,
    /** Attempts that a consumer reported as failed or rejected. */
    FAILED,
    /** Groups that got a dead letter. */
    DEAD
}
