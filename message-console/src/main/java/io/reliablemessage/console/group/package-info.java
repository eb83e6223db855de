/** How one consumer group stands on a topic: what it owes, why its dead letters are open, whether it is paused. */
@NullMarked
package io.reliablemessage.console.group;

import org.jspecify.annotations.NullMarked;
