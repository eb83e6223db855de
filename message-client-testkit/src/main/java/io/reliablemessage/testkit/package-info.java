/** What business services use in their tests: a service and a broker in memory, and every cause of duplicates on demand. */
@NullMarked
package io.reliablemessage.testkit;

import org.jspecify.annotations.NullMarked;
