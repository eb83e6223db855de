package io.reliablemessage.benchmarks.backlog;

/**
 * What the rows of a backlog are like.
 *
 * @param topic that is registered; its first subscription is the one that owes receipts
 * @param application that is registered and has produced them
 * @param payloadBytes of each, at least 2
 * @param keyed whether they have a business key, which puts each into two more indexes at a random place
 */
public record Rows(Kind kind, String topic, String application, int payloadBytes, boolean keyed) {}
