package io.reliablemessage.benchmarks.books;

/**
 * What came of a comparison entry by entry.
 *
 * @param bytes of the questions and their answers
 * @param factsAlone facts without a message
 * @param messagesAlone messages without a fact
 */
public record FullAnswer(long questions, long bytes, long factsAlone, long messagesAlone) {}
