/** Takes over what the broker itself has given up, before it expires there. */
@NullMarked
package io.reliablemessage.service.foreign;

import org.jspecify.annotations.NullMarked;
