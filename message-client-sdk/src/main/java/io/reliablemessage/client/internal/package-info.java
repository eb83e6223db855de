/** The SDK's connection to message-service; not for applications, it changes without notice. */
@NullMarked
package io.reliablemessage.client.internal;

import org.jspecify.annotations.NullMarked;
