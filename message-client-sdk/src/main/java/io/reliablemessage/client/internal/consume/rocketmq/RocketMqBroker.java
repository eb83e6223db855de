package io.reliablemessage.client.internal.consume.rocketmq;

import io.reliablemessage.client.internal.consume.Broker;
import io.reliablemessage.client.internal.consume.BrokerConnection;
import io.reliablemessage.client.internal.consume.BrokerInbox;
import io.reliablemessage.client.internal.consume.BrokerUnavailableException;
import io.reliablemessage.client.internal.consume.GroupSubscription;
import org.apache.rocketmq.client.exception.MQClientException;

/** RocketMQ; its address is the name server's. */
public final class RocketMqBroker implements Broker {

    @Override
    public BrokerConnection open(String address, GroupSubscription group, BrokerInbox inbox) {
        RocketMqLogging.intoApplicationLog();
        RocketMqGroup connection = new RocketMqGroup(address, group, inbox);
        try {
            connection.start();
        } catch (MQClientException e) {
            throw new BrokerUnavailableException(String.valueOf(e.getMessage()), e);
        }
        return connection;
    }
}
