/** When background duties run: Quartz's cluster gives each group of each duty a node, whose turns call the duty step by step. */
@NullMarked
package io.reliablemessage.service.scheduling;

import org.jspecify.annotations.NullMarked;
