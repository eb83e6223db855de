package io.reliablemessage.client.internal.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reliablemessage.client.ReconciledAmount;
import io.reliablemessage.client.ReconciledEffect;
import io.reliablemessage.client.ReconciledFact;
import io.reliablemessage.client.ReconciledKey;
import io.reliablemessage.client.ReconciledTime;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.reconciliation.EntriesAnswer;
import io.reliablemessage.protocol.reconciliation.Entry;
import io.reliablemessage.protocol.reconciliation.FindAnswer;
import io.reliablemessage.protocol.reconciliation.Wanted;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/** Annotations make a book of an entity. */
@OnEachStore
class EntityBookTest {
    private static final Instant T = Instant.parse("2026-11-30T08:00:00Z");

    private final Store store;
    private @Nullable EntityManagerFactory opened;

    EntityBookTest(Stores stores) {
        store = stores.empty(4);
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
        store.close();
    }

    @Embeddable
    static class Number implements Serializable {
        private static final long serialVersionUID = 1L;

        @ReconciledKey("merchantNo")
        String merchant = "";

        @ReconciledKey("orderNo")
        long no;

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Number number && number.no == no && number.merchant.equals(merchant);
        }

        @Override
        public int hashCode() {
            return Objects.hash(merchant, no);
        }
    }

    @Entity(name = "PaidOrder")
    @Table(name = "paid_order")
    @ReconciledFact(
            topic = "order-paid",
            key = {"merchantNo", "orderNo", "status='PAID'"},
            condition = "e.status = 'PAID'")
    static class PaidOrder {
        @EmbeddedId
        Number number = new Number();

        @ReconciledTime
        @Nullable
        Instant paidAt;

        @ReconciledAmount
        @Nullable
        BigDecimal amount;

        String status = "PAID";
    }

    @Entity(name = "Booking")
    @Table(name = "booking")
    @ReconciledEffect(topic = "order-paid", group = "points", kept = "P90D")
    static class Booking {
        @Id
        int id;

        @ReconciledKey("orderNo")
        String orderNo = "";

        @ReconciledTime
        long bookedAt;
    }

    @Entity(name = "Timeless")
    @ReconciledFact(topic = "order-paid")
    static class Timeless {
        @Id
        @ReconciledKey("orderNo")
        int id;
    }

    @Entity(name = "Fleeting")
    @ReconciledFact(topic = "order-paid", kept = "90 days")
    static class Fleeting {
        @Id
        @ReconciledKey("orderNo")
        int id;

        @ReconciledTime
        long at;
    }

    @Entity(name = "Short")
    @ReconciledFact(topic = "order-paid", kept = "PT1H")
    static class Short {
        @Id
        @ReconciledKey("orderNo")
        int id;

        @ReconciledTime
        long at;
    }

    @Entity(name = "Coupon")
    @Table(name = "coupon")
    @ReconciledFact(topic = "coupon-given")
    static class Coupon {
        @Id
        int id;

        @ReconciledKey("code")
        String code = "";

        @ReconciledTime
        long at;
    }

    private EntityManagerFactory factory(Class<?>... entities) {
        LocalContainerEntityManagerFactoryBean bean = new LocalContainerEntityManagerFactoryBean();
        bean.setDataSource(store.dataSource());
        bean.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        bean.setManagedTypes(org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes.of(
                java.util.stream.Stream.of(entities).map(Class::getName).toArray(String[]::new)));
        Map<String, Object> settings =
                new HashMap<>(Map.of("hibernate.hbm2ddl.auto", "create", "hibernate.jdbc.time_zone", "UTC"));
        if (store.dialect() == Dialect.MYSQL) {
            // Connector/J's metadata cannot be read on MariaDB.
            settings.put("hibernate.boot.allow_jdbc_metadata_access", "false");
            settings.put("hibernate.dialect", "org.hibernate.dialect.MySQLDialect");
        }
        bean.setJpaPropertyMap(settings);
        bean.afterPropertiesSet();
        opened = Objects.requireNonNull(bean.getObject());
        return opened;
    }

    private static PaidOrder order(long no, @Nullable Instant paidAt, String status) {
        PaidOrder order = new PaidOrder();
        order.number.merchant = "M1";
        order.number.no = no;
        order.paidAt = paidAt;
        order.amount = new BigDecimal("1.50");
        order.status = status;
        return order;
    }

    @Test
    void entitiesAreTheBook() {
        EntityManagerFactory factory = factory(PaidOrder.class, Booking.class, Number.class);
        var entities = SharedEntityManagerCreator.createSharedEntityManager(factory);
        JpaTransactionManager manager = new JpaTransactionManager(factory);
        new TransactionTemplate(manager).executeWithoutResult(transaction -> {
            entities.persist(order(2, T.plusMillis(2), "PAID"));
            entities.persist(order(1, T.plusMillis(1), "PAID"));
            entities.persist(order(3, T.plusMillis(3), "NEW"));
            entities.persist(order(4, null, "PAID"));
            Booking booking = new Booking();
            booking.id = 1;
            booking.orderNo = "1";
            booking.bookedAt = T.toEpochMilli();
            entities.persist(booking);
        });
        Asking asking = new Asking(new Reconciliation(
                new Books(EntityBooks.of(factory, entities, Clock.systemUTC()), List.of(), null),
                new Reconciliation.Repairs(new MissingMessageScan(), null, null),
                new Reconciliation.Transactions(manager, Duration.ofSeconds(30), store.dialect() != Dialect.H2)));

        BusinessKey first =
                BusinessKey.of("merchantNo", "M1").and("orderNo", "1").and("status", "PAID");
        BusinessKey second =
                BusinessKey.of("merchantNo", "M1").and("orderNo", "2").and("status", "PAID");
        List<Entry> entries =
                asking.ask(Asking.all("order-paid", null), EntriesAnswer.class).entries();
        assertThat(entries).extracting(Entry::key).containsExactly(first, second);
        assertThat(entries.get(0).time()).isEqualTo(T.plusMillis(1));
        assertThat(entries.get(0).amount()).isEqualByComparingTo("1.5");
        assertThat(asking.ask(
                                Asking.find(
                                        "order-paid",
                                        null,
                                        new Wanted(second, null),
                                        new Wanted(BusinessKey.of("orderNo", "2"), null),
                                        new Wanted(
                                                BusinessKey.of("merchantNo", "M1")
                                                        .and("orderNo", "3")
                                                        .and("status", "PAID"),
                                                null)),
                                FindAnswer.class)
                        .found())
                .extracting(FindAnswer.Found::times)
                .containsExactly(1, 0, 0);
        assertThat(asking.ask(Asking.all("order-paid", "points"), EntriesAnswer.class)
                        .entries())
                .containsExactly(new Entry(BusinessKey.of("orderNo", "1"), null, T, null, null));
    }

    @Test
    void bookSaysHowLongEntitiesAreKept() {
        EntityManagerFactory factory = factory(PaidOrder.class, Booking.class, Number.class);
        Map<String, Optional<Instant>> kept = new HashMap<>();
        EntityBooks.of(factory, SharedEntityManagerCreator.createSharedEntityManager(factory), Clock.systemUTC())
                .forEach(source -> kept.put(String.valueOf(source.group()), source.keptSince()));
        assertThat(kept.get("null")).isEmpty();
        assertThat(kept.get("points").orElseThrow())
                .isCloseTo(Instant.now().minus(Duration.ofDays(90)), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void entityThatIsKeptForNoPossibleTimeDoesNotStart() {
        for (Class<?> wrong : List.of(Fleeting.class, Short.class)) {
            EntityManagerFactory factory = factory(wrong);
            assertThatThrownBy(() -> EntityBooks.of(
                            factory, SharedEntityManagerCreator.createSharedEntityManager(factory), Clock.systemUTC()))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("kept");
            factory.close();
        }
    }

    /** As with tables: see there. */
    @Test
    void entitiesThatOnlyTheCollationTakesForTheKeyCountAgainstTheLimit() {
        assumeTrue(store.dialect() == Dialect.MYSQL, "Its collation takes c and C for equal");
        EntityManagerFactory factory = factory(Coupon.class);
        store.jdbc().update("INSERT INTO coupon (id, code, at) VALUES (0, 'c', 1)");
        for (int rows = 1; rows <= 20_000; rows *= 2) {
            store.jdbc().update("INSERT INTO coupon (id, code, at) SELECT id + ?, code, at FROM coupon", rows);
        }
        store.jdbc().update("INSERT INTO coupon (id, code, at) VALUES (1000000, 'C', 1)");
        var book = EntityBooks.of(
                        factory, SharedEntityManagerCreator.createSharedEntityManager(factory), Clock.systemUTC())
                .get(0);
        new TransactionTemplate(new JpaTransactionManager(factory))
                .executeWithoutResult(transaction -> assertThatThrownBy(
                                () -> book.find(List.of(BusinessKey.of("code", "C"))))
                        .hasMessageContaining("collation"));
    }

    @Test
    void entityWithoutATimeDoesNotStart() {
        EntityManagerFactory factory = factory(Timeless.class);
        assertThatThrownBy(() -> EntityBooks.of(
                        factory, SharedEntityManagerCreator.createSharedEntityManager(factory), Clock.systemUTC()))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("with 0 @ReconciledTime");
    }
}
