/** The one search box: what may be typed into it and where that leads. */
@NullMarked
package io.reliablemessage.console.search;

import org.jspecify.annotations.NullMarked;
