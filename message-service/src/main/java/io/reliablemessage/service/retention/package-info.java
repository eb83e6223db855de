/** Partitions by the UTC day inside the message id: opened ahead, and dropped when nothing of the day is needed any more. */
@NullMarked
package io.reliablemessage.service.retention;

import org.jspecify.annotations.NullMarked;
