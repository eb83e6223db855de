package io.reliablemessage.service;

import static org.assertj.core.api.Assertions.assertThatCode;

import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** A node that is killed after a migration's statements and before it is noted leaves it to be run again. */
@CoreTest
class RepeatedMigrationTest {
    @Autowired
    DataSource dataSource;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "V025__audit",
                "V029__topic_owner",
                "V030__dead_letter_replay_reason",
                "V036__node_breaker",
                "V050__dead_letter_imported"
            })
    void migrationThatIsDoneAlreadyChangesNothing(String name) {
        ResourceDatabasePopulator migration =
                new ResourceDatabasePopulator(new FileSystemResource("../sql/service/" + name + ".sql"));
        assertThatCode(() -> migration.execute(dataSource)).doesNotThrowAnyException();
    }
}
