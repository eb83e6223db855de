package io.reliablemessage.protocol.management;

/** @param approved how many discrepancies are repaired from now on; duties do it, and the next run verifies it */
public record RepairsApproved(int approved) {}
