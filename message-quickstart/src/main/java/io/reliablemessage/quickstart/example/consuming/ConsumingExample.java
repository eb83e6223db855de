package io.reliablemessage.quickstart.example.consuming;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The program around the listeners. */
@SpringBootApplication
public class ConsumingExample {

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(ConsumingExample.class)
                .properties("spring.config.name=consuming")
                .run(arguments);
    }
}
