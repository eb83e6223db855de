/** Pages about messages: lists, one message, one business key. */
@NullMarked
package io.reliablemessage.console.message;

import org.jspecify.annotations.NullMarked;
