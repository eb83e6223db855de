/** What a reader gets to see: tables, progress, JSON. */
@NullMarked
package io.reliablemessage.benchmarks.report;

import org.jspecify.annotations.NullMarked;
