package io.reliablemessage.quickstart.example;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The program around producer and consumer, which are one application here for shortness. */
@SpringBootConfiguration
@EnableAutoConfiguration
@ComponentScan(
        excludeFilters =
                @Filter(
                        type = FilterType.REGEX,
                        // Each package below is an example of its own.
                        pattern = "io\\.reliablemessage\\.quickstart\\.example\\.[a-z]+\\..*"))
public class Example {

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(Example.class)
                .properties("spring.config.name=example")
                .run(arguments);
    }

    /** Takes orders and tells what became of them. */
    @RestController
    static class Door {
        private final Checkout checkout;
        private final JdbcPoints points;

        Door(Checkout checkout, JdbcPoints points) {
            this.checkout = checkout;
            this.points = points;
        }

        @PostMapping("/orders")
        void place(@RequestBody Order order) {
            checkout.place(order);
        }

        @GetMapping("/points")
        JdbcPoints.Booked points() {
            return points.booked();
        }
    }
}
