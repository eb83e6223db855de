/** What the pages of tracked jobs have in common. */
@NullMarked
package io.reliablemessage.console.task;

import org.jspecify.annotations.NullMarked;
