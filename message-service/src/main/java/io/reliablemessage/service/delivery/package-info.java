/** Delivery: claims what is due, publishes it to the broker, and stops while the broker is away. */
@NullMarked
package io.reliablemessage.service.delivery;

import org.jspecify.annotations.NullMarked;
