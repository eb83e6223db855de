package io.reliablemessage.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** One node of the message service; any number of them share a database. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ReliableMessageService {
    public static void main(String[] args) {
        SpringApplication.run(ReliableMessageService.class, args);
    }
}
