/** Who is calling: bearer tokens, the security chain and the first administrator. */
@NullMarked
package io.reliablemessage.service.security;

import org.jspecify.annotations.NullMarked;
