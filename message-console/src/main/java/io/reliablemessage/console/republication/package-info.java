/** Publishing again what the broker lost. */
@NullMarked
package io.reliablemessage.console.republication;

import org.jspecify.annotations.NullMarked;
