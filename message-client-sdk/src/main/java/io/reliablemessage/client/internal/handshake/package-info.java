/** What this application and the service must agree on before anything can go right between them; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.handshake;

import org.jspecify.annotations.NullMarked;
