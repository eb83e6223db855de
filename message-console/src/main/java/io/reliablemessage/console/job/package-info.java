/** Replays and discards of everything that matches a filter, prepared, started and watched. */
@NullMarked
package io.reliablemessage.console.job;

import org.jspecify.annotations.NullMarked;
