/** Webhooks: who outside is told of what the books say. */
@NullMarked
package io.reliablemessage.console.webhook;

import org.jspecify.annotations.NullMarked;
