package io.reliablemessage.shop.order;

import io.reliablemessage.shop.trouble.ControlProperties;
import io.reliablemessage.shop.trouble.ReadyController;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/** The program of the order service. */
@SpringBootApplication
@EnableConfigurationProperties({ControlProperties.class, NeighbourProperties.class})
@Import(ReadyController.class)
public class OrderService {

    public static void main(String[] arguments) {
        // The shop's services share one class path, so each has its own name for application.yml.
        new SpringApplicationBuilder(OrderService.class)
                .properties("spring.config.name=order-service")
                .run(arguments);
    }
}
