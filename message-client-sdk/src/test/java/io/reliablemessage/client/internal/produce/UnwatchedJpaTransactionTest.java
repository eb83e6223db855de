package io.reliablemessage.client.internal.produce;

import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The same with a transaction manager that the producer does not know. */
class UnwatchedJpaTransactionTest extends JpaTransactionTest {
    @Override
    TransactionTemplate transactions(Shop shop) {
        shop.withoutWatch();
        return new TransactionTemplate(new JpaTransactionManager(factory()));
    }
}
