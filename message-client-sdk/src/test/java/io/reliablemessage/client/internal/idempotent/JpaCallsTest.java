package io.reliablemessage.client.internal.idempotent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.Idempotent;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.store.EachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** With JPA the record travels on the entity manager's connection. */
class JpaCallsTest {

    @Entity(name = "Booking")
    @Table(name = "booking")
    static class Booking {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        @Nullable
        Long id;

        String seat = "";
    }

    static class Bookings {
        private final EntityManager entities;

        Bookings(EntityManager entities) {
            this.entities = entities;
        }

        record Booked(long no) {}

        @Idempotent(key = "requestNo", content = "seat")
        public Booked book(String requestNo, String seat) {
            Booking booking = new Booking();
            booking.seat = seat;
            entities.persist(booking);
            Long id = booking.id;
            if (id == null) {
                throw new IllegalStateException("No id");
            }
            // Changed after the insert: found to be taken by the flush at the commit only.
            booking.seat = seat + "!";
            return new Booked(id);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    @EnableConfigurationProperties(ReliableMessageProperties.class)
    static class Application {
        @Bean
        LocalContainerEntityManagerFactoryBean factory(DataSource dataSource, JdbcTables tables) {
            LocalContainerEntityManagerFactoryBean bean = new LocalContainerEntityManagerFactoryBean();
            bean.setDataSource(dataSource);
            bean.setPersistenceUnitName("bookings");
            bean.setPackagesToScan(JpaCallsTest.class.getPackageName());
            bean.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
            // Connector/J's metadata cannot be read on MariaDB.
            bean.setJpaPropertyMap(Map.of(
                    "hibernate.boot.allow_jdbc_metadata_access",
                    "false",
                    "hibernate.dialect",
                    "org.hibernate.dialect." + dialect(tables.dialect())));
            return bean;
        }

        private static String dialect(Dialect dialect) {
            return switch (dialect) {
                case MYSQL -> "MySQLDialect";
                case POSTGRESQL -> "PostgreSQLDialect";
                case H2 -> "H2Dialect";
            };
        }

        @Bean
        PlatformTransactionManager transactions(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }

        @Bean
        Bookings bookings(EntityManagerFactory factory) {
            return new Bookings(SharedEntityManagerCreator.createSharedEntityManager(factory));
        }
    }

    @EachStore
    void recordSharesTheFateOfEntities(Stores stores) {
        try (Store store = stores.fresh();
                AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            store.jdbc()
                    .execute("CREATE TABLE booking (id " + identity(store.dialect())
                            + ", seat VARCHAR(10) NOT NULL UNIQUE)");
            TestPropertyValues.of(
                            "reliable-message.service-url=http://localhost:1",
                            "reliable-message.application=shop",
                            "reliable-message.token=none")
                    .applyTo(context);
            context.registerBean(DataSource.class, store::dataSource);
            context.registerBean(JdbcTables.class, () -> new JdbcTables(store.dataSource()));
            context.register(Application.class, IdempotentAutoConfiguration.class);
            context.refresh();
            Bookings bookings = context.getBean(Bookings.class);

            Bookings.Booked first = bookings.book("r1", "A1");
            assertThat(bookings.book("r1", "A1")).isEqualTo(first);
            assertThat(store.jdbc().queryForList("SELECT seat FROM booking", String.class))
                    .containsExactly("A1!");
            assertThatThrownBy(() -> bookings.book("r2", "A1"))
                    .as("the flush finds the seat taken")
                    .isNotNull();
            assertThat(store.jdbc().queryForList("SELECT key_text FROM rm_idempotency", String.class))
                    .containsExactly("requestNo=r1");
            assertThat(store.jdbc().queryForList("SELECT seat FROM booking", String.class))
                    .containsExactly("A1!");
        }
    }

    private static String identity(Dialect dialect) {
        return dialect == Dialect.MYSQL
                ? "BIGINT AUTO_INCREMENT PRIMARY KEY"
                : "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY";
    }
}
