/** message-service and a broker in memory, for one thread at a time; not for applications, they use what leans on it. */
@NullMarked
package io.reliablemessage.testkit.memory;

import org.jspecify.annotations.NullMarked;
