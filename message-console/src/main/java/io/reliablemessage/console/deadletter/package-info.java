/** Dead letters: by cause, as a list, one by one, and what a person can do about each. */
@NullMarked
package io.reliablemessage.console.deadletter;

import org.jspecify.annotations.NullMarked;
