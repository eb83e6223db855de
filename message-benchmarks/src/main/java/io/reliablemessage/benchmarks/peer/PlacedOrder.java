package io.reliablemessage.benchmarks.peer;

/** The event of the libraries that send objects; its payload is what the broker gets. */
record PlacedOrder(String payload) {}
