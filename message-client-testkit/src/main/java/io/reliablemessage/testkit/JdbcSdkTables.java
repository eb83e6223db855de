package io.reliablemessage.testkit;

import io.reliablemessage.client.internal.schema.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Creates the SDK's tables where nobody else has. */
final class JdbcSdkTables {
    private JdbcSdkTables() {}

    static void createMissing(DataSource dataSource) {
        if (exist(dataSource)) {
            return;
        }
        try {
            Resource[] scripts = new PathMatchingResourcePatternResolver()
                    .getResources("classpath*:" + Dialect.of(dataSource).folder() + "/V*.sql");
            Arrays.sort(scripts, Comparator.comparingInt(JdbcSdkTables::version));
            new ResourceDatabasePopulator(scripts).execute(dataSource);
        } catch (IOException e) {
            throw new UncheckedIOException("The SDK's scripts cannot be read", e);
        }
    }

    private static boolean exist(DataSource dataSource) {
        try {
            new JdbcTemplate(dataSource).execute("SELECT 1 FROM rm_fence WHERE 1 = 0");
            return true;
        } catch (BadSqlGrammarException e) {
            return false;
        }
    }

    private static int version(Resource script) {
        String name = String.valueOf(script.getFilename());
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }
}
