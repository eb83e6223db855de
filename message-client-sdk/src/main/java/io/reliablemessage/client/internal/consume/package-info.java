/** From the broker to the listener method and back to the service as a receipt; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.consume;

import org.jspecify.annotations.NullMarked;
