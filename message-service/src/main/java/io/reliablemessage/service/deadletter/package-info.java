/** Cases of messages that a group could not consume: opened, replayed, resolved, discarded. */
@NullMarked
package io.reliablemessage.service.deadletter;

import org.jspecify.annotations.NullMarked;
