package io.reliablemessage.client.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.client.internal.schema.Dialect;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database of its own for one test, with the SDK's tables; {@link Stores} has them. */
public final class Store implements AutoCloseable {
    private final HikariDataSource dataSource;
    private final Dialect dialect;
    private final Runnable drop;

    Store(HikariConfig pool, Runnable drop) {
        this.dataSource = new HikariDataSource(pool);
        this.dialect = Dialect.of(dataSource);
        this.drop = drop;
    }

    /** The tables, from the scripts as a person would run them. */
    public Store createTables() {
        ResourceDatabasePopulator scripts = new ResourceDatabasePopulator(scripts());
        scripts.setSqlScriptEncoding("UTF-8");
        scripts.execute(dataSource);
        return this;
    }

    private Resource[] scripts() {
        try {
            Resource[] scripts =
                    new PathMatchingResourcePatternResolver().getResources("classpath:" + dialect.folder() + "/V*.sql");
            Arrays.sort(scripts, Comparator.comparingInt(Store::version));
            return scripts;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int version(Resource script) {
        String name = String.valueOf(script.getFilename());
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    public HikariDataSource dataSource() {
        return dataSource;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Outside of every transaction. */
    public JdbcTemplate jdbc() {
        return new JdbcTemplate(dataSource);
    }

    public TransactionTemplate transactions() {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /** Makes rows look as if they had been written in the past. */
    public void age(String table, String column, long millis) {
        jdbc().update("UPDATE " + table + " SET " + column + " = " + dialect.nowPlusMillis(), -millis);
    }

    @Override
    public void close() {
        dataSource.close();
        drop.run();
    }
}
