/** Asks producers what became of transactions whose word is missing, and takes an operator's word where they cannot tell. */
@NullMarked
package io.reliablemessage.service.checkback;

import org.jspecify.annotations.NullMarked;
