/** What a person sees when something could not be done. */
@NullMarked
package io.reliablemessage.console.problem;

import org.jspecify.annotations.NullMarked;
