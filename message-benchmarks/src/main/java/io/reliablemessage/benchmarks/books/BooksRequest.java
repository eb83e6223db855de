package io.reliablemessage.benchmarks.books;

import io.reliablemessage.benchmarks.business.Surroundings;

/**
 * What the benchmark asks of the application with the facts.
 *
 * @param port at which it answers questions about its book
 * @param application its name at message-service
 */
public record BooksRequest(Surroundings surroundings, int port, String application) {}
