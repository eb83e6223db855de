/** The records that make a second delivery harmless; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.idempotency;

import org.jspecify.annotations.NullMarked;
