/** Table message with as many rows as a question needs, loaded past the service, which sees them appear at once. */
@NullMarked
package io.reliablemessage.benchmarks.backlog;

import org.jspecify.annotations.NullMarked;
