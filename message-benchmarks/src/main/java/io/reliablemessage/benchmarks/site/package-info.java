/** The processes that a benchmark runs on: database, broker, message-service nodes, and one application for each way of sending. */
@NullMarked
package io.reliablemessage.benchmarks.site;

import org.jspecify.annotations.NullMarked;
