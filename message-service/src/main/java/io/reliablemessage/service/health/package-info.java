/** What tells a person that something needs them: health with its reasons, and metrics of how old the oldest unfinished things are. */
@NullMarked
package io.reliablemessage.service.health;

import org.jspecify.annotations.NullMarked;
