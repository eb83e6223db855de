/** The command behind {@code bin/bench}. */
@NullMarked
package io.reliablemessage.benchmarks;

import org.jspecify.annotations.NullMarked;
