package io.reliablemessage.client.internal.idempotent;

/** Counts calls; there are applications without Micrometer. */
interface CallMeter {
    CallMeter NONE = (operation, outcome) -> {};

    void count(String operation, CallOutcome outcome);
}
