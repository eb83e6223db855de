/** What the machine, its processes and the database's own counters tell. */
@NullMarked
package io.reliablemessage.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
