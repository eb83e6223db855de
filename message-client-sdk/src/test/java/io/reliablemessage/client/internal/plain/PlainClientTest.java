package io.reliablemessage.client.internal.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.InvalidPropertyException;
import io.reliablemessage.client.ReliableMessageClient;
import io.reliablemessage.client.internal.schema.MissingTableException;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The SDK in an application without Spring Boot. */
class PlainClientTest {

    @Test
    void processWithoutSpringBootSendsAnswersAndListens(@TempDir Path folder) throws Exception {
        try (Store store = Stores.available().findFirst().orElseThrow().fresh()) {
            File output = folder.resolve("output").toFile();
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classPathWithoutSpringBoot(),
                            PlainApplication.class.getName(),
                            store.dataSource().getJdbcUrl(),
                            store.dataSource().getUsername(),
                            String.valueOf(store.dataSource().getPassword()))
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            String said = java.nio.file.Files.readString(output.toPath(), StandardCharsets.UTF_8);
            assertThat(said)
                    .contains("no boot", "outbox 2", "verdict=COMMITTED", "unsigned 401", "closed")
                    .doesNotContain("NoClassDefFoundError");
            assertThat(process.exitValue()).isZero();
        }
    }

    private static String classPathWithoutSpringBoot() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("spring-boot"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void whatIsMissingIsNamedWhenItIsBuilt() {
        ReliableMessageClient.Builder builder = ReliableMessageClient.builder()
                .serviceUrl("http://127.0.0.1:9")
                .application("plain")
                .token("rm_app_plain");
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("data-source must be set");
        try (Store empty = Stores.H2.empty(2)) {
            assertThatThrownBy(() -> builder.dataSource(empty.dataSource()).build())
                    .isInstanceOf(MissingTableException.class)
                    .hasMessageContaining("V1__fence.sql");
        }
    }

    @Test
    void objectWithoutListenerAndListenerWithoutTransactionsAreRefused() {
        try (Store store = Stores.H2.fresh(2)) {
            ReliableMessageClient.Builder builder = ReliableMessageClient.builder()
                    .serviceUrl("http://127.0.0.1:9")
                    .application("plain")
                    .token("rm_app_plain")
                    .dataSource(store.dataSource());
            try (ReliableMessageClient client = builder.build()) {
                assertThatThrownBy(() -> client.consume(new PlainApplication.Points()))
                        .hasMessageContaining("transaction-manager must be set");
            }
            try (ReliableMessageClient client = builder.transactionManager(
                            new JdbcTransactionManager(store.dataSource()))
                    .build()) {
                assertThatThrownBy(() -> client.consume("text"))
                        .hasMessageContaining("has no method with @ReliableMessageListener");
            }
        }
    }
}
