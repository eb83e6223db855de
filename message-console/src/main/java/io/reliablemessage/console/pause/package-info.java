/** Switches: topics, groups and applications whose deliveries somebody stopped for a while. */
@NullMarked
package io.reliablemessage.console.pause;

import org.jspecify.annotations.NullMarked;
