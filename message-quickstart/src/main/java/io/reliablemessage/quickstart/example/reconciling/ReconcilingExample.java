package io.reliablemessage.quickstart.example.reconciling;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The program around the sales and the stamps, which are one application here for shortness. */
@SpringBootApplication
public class ReconcilingExample {

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(ReconcilingExample.class)
                .properties("spring.config.name=reconciling")
                .run(arguments);
    }
}
