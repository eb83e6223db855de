package io.reliablemessage.shop.points;

import io.reliablemessage.shop.trouble.ShopConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The program of the points service. */
@SpringBootApplication
@Import(ShopConfiguration.class)
public class PointsService {

    public static void main(String[] arguments) {
        // The shop's services share one class path, so each has its own name for application.yml.
        new SpringApplicationBuilder(PointsService.class)
                .properties("spring.config.name=points-service")
                .run(arguments);
    }
}
