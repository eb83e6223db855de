package io.reliablemessage.shop.warehouse;

import io.reliablemessage.shop.trouble.ShopConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The program of the warehouse service. */
@SpringBootApplication
@EnableScheduling
@Import(ShopConfiguration.class)
public class WarehouseService {

    public static void main(String[] arguments) {
        // The shop's services share one class path, so each has its own name for application.yml.
        new SpringApplicationBuilder(WarehouseService.class)
                .properties("spring.config.name=warehouse-service")
                .run(arguments);
    }
}
