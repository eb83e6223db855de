package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ProducerMode;

/** The same with a transaction manager that the producer does not know. */
class UnwatchedTransactionBindingTest extends TransactionBindingTest {
    @Override
    Shop shop(ProducerMode mode) {
        Shop shop = super.shop(mode);
        shop.withoutWatch();
        return shop;
    }
}
