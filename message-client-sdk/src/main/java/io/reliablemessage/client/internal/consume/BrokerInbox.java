package io.reliablemessage.client.internal.consume;

/** Where a broker's deliveries to one group go. */
@FunctionalInterface
public interface BrokerInbox {

    /** @return whether the broker may forget the message; if not, or if this throws, the broker delivers it again */
    boolean accept(BrokerMessage message);
}
