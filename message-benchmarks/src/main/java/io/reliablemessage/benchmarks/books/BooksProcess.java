package io.reliablemessage.benchmarks.books;

import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.benchmarks.business.EnableOursAlone;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.process.Conversation;
import io.reliablemessage.client.JdbcReconciliationSource;
import io.reliablemessage.client.ReconciliationSource;
import java.io.IOException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A process with the producing application: the SDK, and a table of facts as its book. */
public final class BooksProcess {
    /** The facts: a column {@code order_no}, which is the message's key, and {@code sold_at}. */
    public static final String TABLE = "sale";

    private @Nullable ConfigurableApplicationContext application;

    private BooksProcess() {}

    public static void main(String[] arguments) throws IOException {
        BooksProcess process = new BooksProcess();
        Conversation.hold(BooksRequest.class, process::open);
    }

    /** @return true: it answers now */
    private Boolean open(BooksRequest request) {
        if (application != null) {
            application.close();
        }
        HikariDataSource pool = Orders.pool(request.surroundings());
        JdbcReconciliationSource book = JdbcReconciliationSource.facts(
                        request.surroundings().topic(), pool)
                .table(TABLE)
                .key("orderNo", "order_no")
                .time("sold_at")
                .build();
        application = new SpringApplicationBuilder(Application.class)
                .bannerMode(Banner.Mode.OFF)
                .initializers(context -> context.getBeanFactory().registerSingleton("means", new Means(pool, book)))
                // What is on the class path may have settings of its own, message-service's in tests: these come
                // before, and no file counts.
                .run(
                        "--spring.config.location=optional:classpath:/none/",
                        "--server.port=" + request.port(),
                        "--server.address=127.0.0.1",
                        "--reliable-message.service-url="
                                + request.surroundings().serviceUrl(),
                        "--reliable-message.application=" + request.application(),
                        "--reliable-message.token=" + request.surroundings().token(),
                        "--logging.level.root=warn");
        return true;
    }

    private record Means(HikariDataSource pool, JdbcReconciliationSource book) {}

    @Configuration(proxyBeanMethods = false)
    @EnableOursAlone
    static class Application {

        @Bean
        DataSource dataSource(Means means) {
            return means.pool();
        }

        @Bean
        ReconciliationSource sales(Means means) {
            return means.book();
        }
    }
}
