/** What the service asks applications when the books are compared, and what they answer; docs/decisions/0016 has the protocol. */
@NullMarked
package io.reliablemessage.protocol.reconciliation;

import org.jspecify.annotations.NullMarked;
