/** Questions of the service that carry their own proof of who asks, and signed answers; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.signed;

import org.jspecify.annotations.NullMarked;
