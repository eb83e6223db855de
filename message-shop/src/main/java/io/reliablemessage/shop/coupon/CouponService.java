package io.reliablemessage.shop.coupon;

import io.reliablemessage.shop.trouble.ShopConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The program of the coupon service. */
@SpringBootApplication
@Import(ShopConfiguration.class)
public class CouponService {

    public static void main(String[] arguments) {
        // The shop's services share one class path, so each has its own name for application.yml.
        new SpringApplicationBuilder(CouponService.class)
                .properties("spring.config.name=coupon-service")
                .run(arguments);
    }
}
