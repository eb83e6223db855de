/** The people who may log in, for administrators. */
@NullMarked
package io.reliablemessage.console.people;

import org.jspecify.annotations.NullMarked;
