package io.reliablemessage.client.internal.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.ForeignTransactionException;
import io.reliablemessage.client.InvalidPropertyException;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with two databases: messages belong to the one that is named. */
class SeveralDataSourcesTest {
    private final Store business = Stores.H2.fresh(4);
    private final Store reporting = Stores.H2.fresh(4);
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ReliableMessageAutoConfiguration.class, ProducerAutoConfiguration.class))
            .withBean(
                    "reporting",
                    javax.sql.DataSource.class,
                    reporting::dataSource,
                    bean -> bean.setDestroyMethodName(""))
            .withBean(
                    "business", javax.sql.DataSource.class, business::dataSource, bean -> bean.setDestroyMethodName(""))
            .withBean(
                    "reportingTransactions",
                    PlatformTransactionManager.class,
                    () -> new JdbcTransactionManager(reporting.dataSource()))
            .withBean(
                    "businessTransactions",
                    PlatformTransactionManager.class,
                    () -> new JdbcTransactionManager(business.dataSource()))
            .withPropertyValues(
                    "reliable-message.service-url=http://127.0.0.1:9",
                    "reliable-message.application=shop",
                    "reliable-message.token=rm_app_any",
                    "reliable-message.mode=local",
                    "reliable-message.migrate=false");

    @AfterEach
    void close() {
        business.close();
        reporting.close();
    }

    @Test
    void messagesBelongToTheTransactionsOfTheNamedOne() {
        runner.withPropertyValues("reliable-message.data-source=business").run(context -> {
            ReliableMessages messages = context.getBean(ReliableMessages.class);
            UUID id = in(context, "businessTransactions")
                    .execute(status -> messages.send(Message.to("orders").payload("x")));
            assertThat(id).isNotNull();
            assertThat(rows(business)).isEqualTo(1);
            assertThatThrownBy(() -> in(context, "reportingTransactions")
                            .execute(
                                    status -> messages.send(Message.to("orders").payload("x"))))
                    .isInstanceOf(ForeignTransactionException.class)
                    .hasMessageContaining("reliable-message.data-source");
            assertThat(rows(business) + rows(reporting)).isEqualTo(1);
        });
    }

    @Test
    void innerTransactionOfTheOtherOneIsForeign() {
        runner.withPropertyValues("reliable-message.data-source=business").run(context -> {
            ReliableMessages messages = context.getBean(ReliableMessages.class);
            in(context, "businessTransactions")
                    .executeWithoutResult(outer -> in(context, "reportingTransactions")
                            .executeWithoutResult(inner -> assertThat(
                                            messages.send(Message.to("orders").payload("x")))
                                    .as("the outer one is still there and carries it")
                                    .isNotNull()));
            assertThat(rows(business)).isEqualTo(1);
        });
    }

    @Test
    void withoutANameTheStartSaysWhichThereAre() {
        runner.run(context -> assertThat(context)
                .hasFailed()
                .getFailure()
                .hasRootCauseInstanceOf(InvalidPropertyException.class)
                .rootCause()
                .hasMessageContaining("reliable-message.data-source must name the business database")
                .hasMessageContaining("reporting")
                .hasMessageContaining("business"));
    }

    @Test
    void wrongNameIsSaid() {
        runner.withPropertyValues("reliable-message.data-source=busines")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessage("reliable-message.data-source is busines, which is no DataSource bean"));
    }

    private static TransactionTemplate in(AssertableApplicationContext context, String manager) {
        return new TransactionTemplate(context.getBean(manager, PlatformTransactionManager.class));
    }

    private static int rows(Store store) {
        Integer rows = store.jdbc().queryForObject("SELECT COUNT(*) FROM rm_outbox", Integer.class);
        return rows == null ? 0 : rows;
    }
}
