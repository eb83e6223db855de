/** The ways of sending that are compared, each in a process of its own, and the load that they are put under. */
@NullMarked
package io.reliablemessage.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
