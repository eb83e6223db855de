/** RocketMQ as the broker. */
@NullMarked
package io.reliablemessage.service.delivery.rocketmq;

import org.jspecify.annotations.NullMarked;
