/** What all ways of sending have in common: the orders, the broker's client, and what a way has to do. */
@NullMarked
package io.reliablemessage.benchmarks.business;

import org.jspecify.annotations.NullMarked;
