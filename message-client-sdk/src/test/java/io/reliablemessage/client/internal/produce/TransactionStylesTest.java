package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.WhenServiceUnavailable;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.protocol.MessageState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mybatis.spring.SqlSessionTemplate;
import org.mybatis.spring.transaction.SpringManagedTransactionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Whatever writes the business row through Spring's transactions, the message shares its fate. */
class TransactionStylesTest {
    private @Nullable Shop opened;
    private @Nullable Producer producer;

    @AfterEach
    void close() {
        if (producer != null) {
            producer.stop();
        }
        if (opened != null) {
            opened.close();
        }
    }

    interface OrderMapper {
        @Insert("INSERT INTO shop_order VALUES (#{no})")
        void insert(int no);
    }

    /** @param dataSource as the application has it; transactions and SDK are given the same */
    private record Business(DataSource dataSource, PlatformTransactionManager transactions, Orders orders) {}

    private interface Orders {
        void insert(int no);
    }

    enum Style {
        JDBC_CLIENT {
            @Override
            Business business(DataSource pool) {
                return new Business(
                        pool,
                        new DataSourceTransactionManager(pool),
                        no -> JdbcClient.create(pool)
                                .sql("INSERT INTO shop_order VALUES (?)")
                                .param(no)
                                .update());
            }
        },

        MYBATIS {
            @Override
            Business business(DataSource pool) {
                Configuration configuration =
                        new Configuration(new Environment("shop", new SpringManagedTransactionFactory(), pool));
                configuration.addMapper(OrderMapper.class);
                OrderMapper mapper = new SqlSessionTemplate(new SqlSessionFactoryBuilder().build(configuration))
                        .getMapper(OrderMapper.class);
                return new Business(pool, new DataSourceTransactionManager(pool), mapper::insert);
            }
        },

        /** As jOOQ is used with Spring: plain statements on a proxy that joins the transaction. */
        TRANSACTION_AWARE_PROXY {
            @Override
            Business business(DataSource pool) {
                DataSource proxy = new TransactionAwareDataSourceProxy(pool);
                return new Business(proxy, new DataSourceTransactionManager(proxy), no -> plainInsert(proxy, no));
            }
        },

        LAZY_CONNECTION_PROXY {
            @Override
            Business business(DataSource pool) {
                DataSource proxy = new LazyConnectionDataSourceProxy(pool);
                return new Business(
                        proxy,
                        new DataSourceTransactionManager(proxy),
                        no -> JdbcClient.create(proxy)
                                .sql("INSERT INTO shop_order VALUES (?)")
                                .param(no)
                                .update());
            }
        };

        abstract Business business(DataSource pool);

        private static void plainInsert(DataSource dataSource, int no) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO shop_order VALUES (" + no + ")");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static Stream<Arguments> styles() {
        return Stream.of(Style.values())
                .flatMap(style -> Stream.of(ProducerMode.values()).map(mode -> Arguments.of(style, mode)));
    }

    private ReliableMessages messages(Shop shop, Business business, ProducerMode mode) {
        producer = new Producer(
                shop.properties(mode, WhenServiceUnavailable.SPOOL),
                shop.service.client(),
                new JdbcTables(business.dataSource()),
                new JsonMapper(),
                Clock.systemUTC());
        return producer.messages();
    }

    private Shop shop(ProducerMode mode) {
        opened = new Shop(mode);
        return opened;
    }

    private static UUID order(Business business, ReliableMessages messages, int no) {
        business.orders().insert(no);
        return messages.send(Message.to("orders").key("orderNo", "" + no).payload("x"));
    }

    @ParameterizedTest
    @MethodSource("styles")
    void messageSharesTheFateOfTheRow(Style style, ProducerMode mode) {
        Shop shop = shop(mode);
        Business business = style.business(shop.dataSource);
        ReliableMessages messages = messages(shop, business, mode);
        TransactionTemplate required = new TransactionTemplate(business.transactions());
        UUID committed = required.execute(status -> order(business, messages, 1));
        List<UUID> rolledBack = new ArrayList<>();
        assertThatThrownBy(() -> required.execute(status -> {
                    rolledBack.add(order(business, messages, 2));
                    throw new IllegalStateException("business");
                }))
                .hasMessage("business");
        shop.awaitState(committed, MessageState.CONFIRMED);
        awaitGone(shop, rolledBack.get(0));
        assertThat(shop.orders()).isEqualTo(1);
        assertThat(shop.outboxIds()).doesNotContain(rolledBack.get(0));
    }

    /** As jOOQ's transaction provider for Spring does: begin, commit and roll back by hand, nested ones by savepoints. */
    @ParameterizedTest
    @MethodSource("styles")
    void nestedTransactionsByHandShareTheFateOfTheirRows(Style style, ProducerMode mode) {
        Shop shop = shop(mode);
        Business business = style.business(shop.dataSource);
        ReliableMessages messages = messages(shop, business, mode);
        DefaultTransactionDefinition nested =
                new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_NESTED);
        TransactionStatus outer = business.transactions().getTransaction(nested);
        UUID first = order(business, messages, 1);
        TransactionStatus inner = business.transactions().getTransaction(nested);
        UUID undone = order(business, messages, 2);
        business.transactions().rollback(inner);
        TransactionStatus second = business.transactions().getTransaction(nested);
        UUID kept = order(business, messages, 3);
        business.transactions().commit(second);
        business.transactions().commit(outer);
        shop.awaitState(first, MessageState.CONFIRMED);
        shop.awaitState(kept, MessageState.CONFIRMED);
        awaitGone(shop, undone);
        assertThat(shop.orders()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("styles")
    void newTransactionInsideStandsForItself(Style style, ProducerMode mode) {
        Shop shop = shop(mode);
        Business business = style.business(shop.dataSource);
        ReliableMessages messages = messages(shop, business, mode);
        TransactionTemplate inside = new TransactionTemplate(business.transactions());
        inside.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        List<UUID> ids = new ArrayList<>();
        new TransactionTemplate(business.transactions()).executeWithoutResult(status -> {
            ids.add(order(business, messages, 1));
            ids.add(inside.execute(own -> order(business, messages, 2)));
            status.setRollbackOnly();
        });
        shop.awaitState(ids.get(1), MessageState.CONFIRMED);
        awaitGone(shop, ids.get(0));
        assertThat(shop.orders()).isEqualTo(1);
    }

    /** Cancelled, or never there. */
    private static void awaitGone(Shop shop, UUID id) {
        Awaitility.await()
                .until(() -> shop.service.state(id) == null || shop.service.state(id) == MessageState.CANCELLED);
        assertThat(shop.outboxIds()).doesNotContain(id);
    }
}
