/** Counts over time: told by the features where things happen, kept in memory for seconds and in a table for days. */
@NullMarked
package io.reliablemessage.service.statistics;

import org.jspecify.annotations.NullMarked;
