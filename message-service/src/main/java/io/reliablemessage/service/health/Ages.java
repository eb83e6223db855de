package io.reliablemessage.service.health;

import java.time.Duration;

/**
 * How old the oldest unfinished things are; zero where there is none.
 *
 * @param unconfirmed since a message was prepared that still waits for its producer's word
 * @param unsent since a delivery fell due that has not been made
 * @param unreceipted since a message was confirmed that was sent and lacks a receipt
 * @param openDeadLetter since a dead letter was opened that waits for a person or its replay
 * @param unacknowledgedNotice since a notice was written that its producer has not acknowledged
 */
record Ages(
        Duration unconfirmed,
        Duration unsent,
        Duration unreceipted,
        Duration openDeadLetter,
        Duration unacknowledgedNotice) {
    static final Ages NONE = new Ages(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
