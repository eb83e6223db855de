/** The smoke run on containers, behind {@code bin/compose-smoke}. */
@NullMarked
package io.reliablemessage.quickstart.compose;

import org.jspecify.annotations.NullMarked;
