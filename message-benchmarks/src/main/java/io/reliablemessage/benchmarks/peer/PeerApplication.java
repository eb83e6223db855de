package io.reliablemessage.benchmarks.peer;

import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.business.Sender;
import io.reliablemessage.benchmarks.business.Surroundings;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The Spring applications of the libraries that live in one: no web server, and only the auto-configuration that each names itself. */
final class PeerApplication {
    private PeerApplication() {}

    /**
     * Starts one that has the pool, the orders, whose table is created, and a sender as beans; closing it closes them.
     *
     * @param configuration its classes and auto-configurations
     * @param pool of connections, which closes with it
     * @param settings of the library
     */
    static ConfigurableApplicationContext start(
            Class<?> configuration, Surroundings surroundings, HikariDataSource pool, Map<String, Object> settings) {
        return new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(settings)
                .initializers(context -> addBusiness((GenericApplicationContext) context, surroundings, pool))
                .run();
    }

    private static void addBusiness(
            GenericApplicationContext context, Surroundings surroundings, HikariDataSource pool) {
        context.registerBean("dataSource", HikariDataSource.class, () -> pool);
        context.registerBean(Sender.class, () -> new Sender(surroundings));
        context.registerBean(Orders.class, () -> {
            Orders orders = new Orders(pool);
            orders.createTable();
            return orders;
        });
    }
}
