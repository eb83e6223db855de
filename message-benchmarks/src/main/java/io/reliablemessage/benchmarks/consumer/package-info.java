/** The application at the other end of the loop: two consumer groups, each with an effect in the application's own database. */
@NullMarked
package io.reliablemessage.benchmarks.consumer;

import org.jspecify.annotations.NullMarked;
