/** What the launcher promises. */
@NullMarked
package io.reliablemessage.quickstart.launcher;

import org.jspecify.annotations.NullMarked;
