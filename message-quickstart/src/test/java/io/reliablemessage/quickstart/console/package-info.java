/** What the console promises, tried in a real browser on the whole system, with the trouble that the shop makes. */
@NullMarked
package io.reliablemessage.quickstart.console;

import org.jspecify.annotations.NullMarked;
