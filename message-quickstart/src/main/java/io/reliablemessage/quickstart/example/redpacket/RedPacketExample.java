package io.reliablemessage.quickstart.example.redpacket;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/** The program around the red packets. */
@SpringBootApplication
public class RedPacketExample {

    public static void main(String[] arguments) {
        application().run(arguments);
    }

    static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(RedPacketExample.class).properties("spring.config.name=redpacket");
    }

    @Bean
    RandomGenerator luck() {
        return new SecureRandom();
    }
}
