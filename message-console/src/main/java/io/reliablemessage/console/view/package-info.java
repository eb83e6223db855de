/** What all pages have in common: the frame around them, and how times, numbers, states and actions look. */
@NullMarked
package io.reliablemessage.console.view;

import org.jspecify.annotations.NullMarked;
