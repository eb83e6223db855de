/** What a native image has to keep of the SDK and of the methods that it calls; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.aot;

import org.jspecify.annotations.NullMarked;
