/** Answers the service's question "what became of this transaction?"; not for applications. */
@NullMarked
package io.reliablemessage.client.internal.check;

import org.jspecify.annotations.NullMarked;
