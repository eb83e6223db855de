/** The operators' console: pages over message-service's HTTP API, each call made as the person who is logged in. */
@NullMarked
package io.reliablemessage.console;

import org.jspecify.annotations.NullMarked;
