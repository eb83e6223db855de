/** How the benchmark talks with the processes that it starts. */
@NullMarked
package io.reliablemessage.benchmarks.process;

import org.jspecify.annotations.NullMarked;
