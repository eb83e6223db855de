/**
 * Other ways of sending, from their published artifacts and with the settings that their documentation recommends for speed. Each sends
 * before it stores the order, in one transaction, so that a test sees the message of a refused order go with it.
 */
@NullMarked
package io.reliablemessage.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
