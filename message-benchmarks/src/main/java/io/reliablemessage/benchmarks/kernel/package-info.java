/** Small pieces of code that every message goes through, measured by JMH without anything around them. */
@NullMarked
package io.reliablemessage.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;
