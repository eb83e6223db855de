/** Messages that are corrected and sent anew to the group that could not consume them. */
@NullMarked
package io.reliablemessage.service.deadletter.edit;

import org.jspecify.annotations.NullMarked;
