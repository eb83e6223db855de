package io.reliablemessage.console;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The console; it keeps nothing but the sessions of the people who are logged in. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class MessageConsole {
    public static void main(String[] args) {
        SpringApplication.run(MessageConsole.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
