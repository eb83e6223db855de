package io.reliablemessage.quickstart.example.compensation;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The program around the bookings and the warehouse, which are one application here for shortness. */
@SpringBootApplication
public class CompensationExample {

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(CompensationExample.class)
                .properties("spring.config.name=compensation")
                .run(arguments);
    }
}
