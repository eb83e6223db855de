/** Sends events that the application publishes as messages; not for applications. */
@NullMarked
package io.reliablemessage.client.internal.event;

import org.jspecify.annotations.NullMarked;
