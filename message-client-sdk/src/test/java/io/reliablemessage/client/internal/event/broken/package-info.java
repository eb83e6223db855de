/** An event that is wrong. */
@NullMarked
package io.reliablemessage.client.internal.event.broken;

import org.jspecify.annotations.NullMarked;
