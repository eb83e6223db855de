/** Reads RocketMQ's topics. */
@NullMarked
package io.reliablemessage.service.foreign.rocketmq;

import org.jspecify.annotations.NullMarked;
