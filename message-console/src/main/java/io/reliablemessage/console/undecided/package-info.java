/** Messages whose check-backs are used up, so that a person has to say whether they are sent. */
@NullMarked
package io.reliablemessage.console.undecided;

import org.jspecify.annotations.NullMarked;
