/** The suites: what is measured, and how it is told. */
@NullMarked
package io.reliablemessage.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
