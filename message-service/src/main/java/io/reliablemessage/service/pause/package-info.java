/** Switches: topics, groups and applications whose deliveries wait because a person said so. */
@NullMarked
package io.reliablemessage.service.pause;

import org.jspecify.annotations.NullMarked;
