/**
 * When background duties run: Quartz's cluster gives each group of each duty a node, whose turns call the duty step by step.
 *
 * <p>The order of a shutdown, by the phases of Spring's lifecycle: Quartz rings no more; the web server takes no more calls and
 * answers those it has; turns finish their step ({@link io.reliablemessage.service.scheduling.SchedulingPhases}); publishers drain
 * what turns and calls gave them ({@code AFTER_TURNS}); the node leaves table node. A start goes the other way round.
 */
@NullMarked
package io.reliablemessage.service.scheduling;

import org.jspecify.annotations.NullMarked;
