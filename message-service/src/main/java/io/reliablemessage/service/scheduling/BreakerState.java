package io.reliablemessage.service.scheduling;

/** How this node's breaker stands; told to the other nodes with each sign of life. */
public interface BreakerState {

    /** CLOSED, OPEN or HALF_OPEN. */
    String now();
}
