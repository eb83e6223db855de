/** Starts, supervises and ends everything that the quickstart runs on one machine. */
@NullMarked
package io.reliablemessage.quickstart.launcher;

import org.jspecify.annotations.NullMarked;
