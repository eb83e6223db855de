package io.reliablemessage.quickstart.example.producing;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The program around the senders. */
@SpringBootApplication
public class ProducingExample {

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(ProducingExample.class)
                .properties("spring.config.name=producing")
                .run(arguments);
    }
}
