/** Publishes again what the broker has lost after it had acknowledged it. */
@NullMarked
package io.reliablemessage.service.republication;

import org.jspecify.annotations.NullMarked;
