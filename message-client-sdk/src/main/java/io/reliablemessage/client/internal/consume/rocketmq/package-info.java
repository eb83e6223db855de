/** Consuming from RocketMQ; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.consume.rocketmq;

import org.jspecify.annotations.NullMarked;
