package io.reliablemessage.client.internal.consume;

/** A broker as consumers see it. */
public interface Broker {

    /**
     * Connects one consumer group of this process, which from then on gets what is delivered to it.
     *
     * @param address where the broker is, in the broker's own words
     * @param inbox takes each message; may be called on several threads at once
     * @throws BrokerUnavailableException if the broker cannot be reached now; trying again later is safe
     */
    BrokerConnection open(String address, GroupSubscription group, BrokerInbox inbox);
}
