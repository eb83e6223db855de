/** Taking over what RocketMQ itself has given up. */
@NullMarked
package io.reliablemessage.console.foreign;

import org.jspecify.annotations.NullMarked;
