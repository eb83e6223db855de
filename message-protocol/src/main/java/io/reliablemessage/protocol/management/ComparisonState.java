package io.reliablemessage.protocol.management;

/** How far the comparison of two books is. */
public enum ComparisonState {
    WAITING,
    RUNNING,
    DONE,
    /** One of the books could not be read. */
    FAILED,
    /** There is no book to compare with: the application keeps none. */
    NO_BOOK
}
