/** What tracked jobs have in common: how they start and change, their tables and their rates. */
@NullMarked
package io.reliablemessage.service.task;

import org.jspecify.annotations.NullMarked;
