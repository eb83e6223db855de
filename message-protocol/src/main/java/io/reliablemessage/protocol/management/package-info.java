/** What operators and administrators read and say over the HTTP API. */
@NullMarked
package io.reliablemessage.protocol.management;

import org.jspecify.annotations.NullMarked;
