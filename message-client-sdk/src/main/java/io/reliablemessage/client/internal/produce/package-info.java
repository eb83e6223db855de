/** Binds messages to the caller's transaction and gets them to the service; not for applications. */
@NullMarked
package io.reliablemessage.client.internal.produce;

import org.jspecify.annotations.NullMarked;
