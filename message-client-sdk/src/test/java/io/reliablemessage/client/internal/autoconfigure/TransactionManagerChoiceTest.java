package io.reliablemessage.client.internal.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.InvalidPropertyException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

class TransactionManagerChoiceTest {
    private final StaticListableBeanFactory beans = new StaticListableBeanFactory();
    private final DataSource business = new DriverManagerDataSource("jdbc:h2:mem:business");
    private final DataSource archive = new DriverManagerDataSource("jdbc:h2:mem:archive");

    @Test
    void thereMayBeNoneOrOne() {
        assertThat(TransactionManagerChoice.of(beans, null, business)).isNull();
        PlatformTransactionManager only = add("only", new JdbcTransactionManager(archive));
        assertThat(TransactionManagerChoice.of(beans, null, business)).isSameAs(only);
    }

    @Test
    void ofSeveralItIsTheOneOfTheBusinessDatabase() {
        add("archive", new JdbcTransactionManager(archive));
        PlatformTransactionManager jdbc = add("business", new JdbcTransactionManager(business));
        assertThat(TransactionManagerChoice.of(beans, null, business)).isSameAs(jdbc);
        assertThat(TransactionManagerChoice.of(
                        beans, null, new TransactionAwareDataSourceProxy(new LazyConnectionDataSourceProxy(business))))
                .isSameAs(jdbc);
    }

    @Test
    void jpaTellsItsDatabaseToo() {
        add("archive", new JdbcTransactionManager(archive));
        JpaTransactionManager jpa = new JpaTransactionManager();
        jpa.setDataSource(business);
        add("jpa", jpa);
        assertThat(TransactionManagerChoice.of(beans, null, business)).isSameAs(jpa);
    }

    @Test
    void anAmbiguousChoiceIsRefusedWithTheNames() {
        add("one", new JdbcTransactionManager(business));
        PlatformTransactionManager two = add("two", new JdbcTransactionManager(business));
        add("archive", new JdbcTransactionManager(archive));

        assertThatThrownBy(() -> TransactionManagerChoice.of(beans, null, business))
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("reliable-message.consumer.transaction-manager")
                .hasMessageContaining("[archive, one, two]")
                .hasMessageContaining("[one, two] are");
        assertThat(TransactionManagerChoice.of(beans, "two", business)).isSameAs(two);
        assertThatThrownBy(() -> TransactionManagerChoice.of(beans, "three", business))
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("it is three, and there are [archive, one, two]");
    }

    private <T extends ResourceTransactionManager> T add(String name, T transactions) {
        beans.addBean(name, transactions);
        return transactions;
    }
}
