/**
 * When background duties run: Quartz's cluster gives each group of each duty a node, whose turns call the duty step by step.
 *
 * <p>The order of a shutdown, by the phases of Spring's lifecycle: Quartz rings no more; the web server takes no more calls and
 * answers those it has; turns finish their step; the node leaves table node, so that others take its turns over; whatever has a
 * lower phase, such as publishers at the default 0, drains what turns and calls gave it. A start goes the other way round.
 */
@NullMarked
package io.reliablemessage.service.scheduling;

import org.jspecify.annotations.NullMarked;
