package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.protocol.MessageState;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/** With JPA the message travels on the entity manager's connection. */
class JpaTransactionTest {
    private @Nullable Shop opened;
    private @Nullable EntityManagerFactory factory;

    @Entity(name = "ShopOrder")
    @Table(name = "shop_order")
    static class ShopOrder {
        @Id
        int no;

        String status = "";

        static Supplier<@Nullable UUID> onUpdate = () -> null;
        static @Nullable UUID sentInFlush;

        @PreUpdate
        void send() {
            sentInFlush = onUpdate.get();
        }
    }

    @AfterEach
    void close() {
        if (factory != null) {
            factory.close();
        }
        if (opened != null) {
            opened.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageSharesTheFateOfEntities(ProducerMode mode) {
        Shop shop = shop(mode);
        EntityManager entities = entities(shop);
        TransactionTemplate jpa = transactions(shop);
        UUID id = jpa.execute(status -> {
            persist(entities, 1);
            return shop.messages.send(Message.to("orders").payload("x"));
        });
        shop.awaitState(id, MessageState.CONFIRMED);
        List<UUID> failed = new ArrayList<>();
        assertThatThrownBy(() -> jpa.executeWithoutResult(status -> {
                    failed.add(shop.messages.send(Message.to("orders").payload("x")));
                    if (mode == ProducerMode.PREPARE) {
                        shop.awaitState(failed.get(0), MessageState.PREPARED);
                    }
                    persist(entities, 1);
                }))
                .as("the flush at the commit finds the key taken")
                .isInstanceOf(RuntimeException.class);
        if (mode == ProducerMode.PREPARE) {
            shop.awaitState(failed.get(0), MessageState.CANCELLED);
        }
        assertThat(shop.outboxIds()).doesNotContain(failed.get(0));
        assertThat(shop.orders()).isEqualTo(1);
    }

    /** The flush happens inside the commit, after Spring has called the synchronizations. */
    @ParameterizedTest
    @EnumSource
    void messageSentFromAnEntityCallbackDuringTheCommitIsConfirmed(ProducerMode mode) {
        Shop shop = shop(mode);
        EntityManager entities = entities(shop);
        TransactionTemplate jpa = transactions(shop);
        jpa.executeWithoutResult(status -> persist(entities, 1));
        ShopOrder.onUpdate = () -> shop.messages.send(Message.to("orders").payload("x"));
        jpa.executeWithoutResult(status -> entities.find(ShopOrder.class, 1).status = "PAID");
        UUID id = ShopOrder.sentInFlush;
        assertThat(id).isNotNull();
        if (id != null && mode == ProducerMode.PREPARE) {
            shop.awaitState(id, MessageState.CONFIRMED);
        } else {
            assertThat(shop.outboxIds()).containsExactly(id);
        }
        assertThat(shop.fenceRows() + shop.outboxRows()).isEqualTo(1);
    }

    /** JDBC's manager takes the connection that JPA's has bound for a free one, and commits or rolls back what was written on it. */
    @ParameterizedTest
    @EnumSource
    void messageSentAroundAJdbcTransactionOnTheSameConnectionIsSafe(ProducerMode mode) {
        Shop shop = shop(mode);
        EntityManager entities = entities(shop);
        TransactionTemplate jpa = transactions(shop);
        List<UUID> ids = new ArrayList<>();
        jpa.executeWithoutResult(status -> {
            persist(entities, 1);
            ids.add(shop.messages.send(Message.to("orders").payload("x")));
            shop.required()
                    .executeWithoutResult(inner ->
                            ids.add(shop.messages.send(Message.to("orders").payload("y"))));
            ids.add(shop.messages.send(Message.to("orders").payload("z")));
        });
        shop.expireLeases();
        shop.producer.start();
        ids.forEach(id -> shop.awaitState(id, MessageState.CONFIRMED));
        assertThat(shop.orders()).isEqualTo(1);
    }

    /** The key's transaction is the SDK's own and must leave alone what JPA has written so far. */
    @ParameterizedTest
    @EnumSource
    void uniqueMessageSubmittedInsideCommitsNothingElse(ProducerMode mode) {
        Shop shop = shop(mode);
        EntityManager entities = entities(shop);
        List<UUID> ids = new ArrayList<>();
        transactions(shop).executeWithoutResult(status -> {
            persist(entities, 1);
            entities.flush();
            ids.add(shop.messages.send(Message.to("orders").payload("x")));
            ids.add(shop.messages.submit(
                    Message.to("orders").key("orderNo", "7").payload("y").unique()));
            status.setRollbackOnly();
        });
        shop.awaitState(ids.get(1), MessageState.CONFIRMED);
        assertThat(shop.orders()).isZero();
        assertThat(shop.fenceRows()).isZero();
        if (mode == ProducerMode.PREPARE) {
            shop.awaitState(ids.get(0), MessageState.CANCELLED);
        }
        assertThat(shop.outboxIds()).doesNotContain(ids.get(0));
    }

    /** The producer may know the manager or not. */
    TransactionTemplate transactions(Shop shop) {
        JpaTransactionManager manager = new JpaTransactionManager(factory());
        shop.producer.watch(manager);
        return new TransactionTemplate(manager);
    }

    private static void persist(EntityManager entities, int no) {
        ShopOrder order = new ShopOrder();
        order.no = no;
        entities.persist(order);
    }

    private Shop shop(ProducerMode mode) {
        Shop shop = new Shop(mode);
        opened = shop;
        shop.jdbc.execute("ALTER TABLE shop_order ADD COLUMN status VARCHAR(20) NOT NULL DEFAULT ''");
        return shop;
    }

    private EntityManager entities(Shop shop) {
        LocalContainerEntityManagerFactoryBean bean = new LocalContainerEntityManagerFactoryBean();
        bean.setDataSource(shop.dataSource);
        bean.setPersistenceUnitName("shop");
        bean.setPackagesToScan(JpaTransactionTest.class.getPackageName());
        bean.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        // Connector/J's metadata cannot be read on MariaDB.
        bean.setJpaPropertyMap(Map.of(
                "hibernate.boot.allow_jdbc_metadata_access", "false",
                "hibernate.dialect", "org.hibernate.dialect.MySQLDialect"));
        bean.afterPropertiesSet();
        factory = bean.getObject();
        return SharedEntityManagerCreator.createSharedEntityManager(factory());
    }

    EntityManagerFactory factory() {
        if (factory == null) {
            throw new IllegalStateException("No factory yet");
        }
        return factory;
    }
}
