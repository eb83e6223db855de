/** Applications with their tokens, topics with their rules, and who is subscribed to what. */
@NullMarked
package io.reliablemessage.console.setup;

import org.jspecify.annotations.NullMarked;
