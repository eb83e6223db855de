/** The outbox: messages from prepare to the last receipt, their states and the guarded updates that move them. */
@NullMarked
package io.reliablemessage.service.outbox;

import org.jspecify.annotations.NullMarked;
