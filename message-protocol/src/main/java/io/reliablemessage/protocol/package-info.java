/** The words of the HTTP API and of the broker messages: what service, SDK and console say to each other. */
@NullMarked
package io.reliablemessage.protocol;

import org.jspecify.annotations.NullMarked;
