/** MariaDB and RocketMQ as child processes that can be killed and started again on the same data. */
@NullMarked
package io.reliablemessage.embedded;

import org.jspecify.annotations.NullMarked;
