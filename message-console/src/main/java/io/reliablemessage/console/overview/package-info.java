/** The first page: how everything stands, and where to look first. */
@NullMarked
package io.reliablemessage.console.overview;

import org.jspecify.annotations.NullMarked;
