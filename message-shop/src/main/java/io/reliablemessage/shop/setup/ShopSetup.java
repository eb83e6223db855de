package io.reliablemessage.shop.setup;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Prepares a shop whose applications may neither create tables nor register themselves, and ends: with 0 when all is there. It may
 * run again at any time.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SetupProperties.class)
public class ShopSetup {

    private static final Logger LOG = LoggerFactory.getLogger(ShopSetup.class);

    public static void main(String[] arguments) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ShopSetup.class)
                .properties("spring.config.name=shop-setup")
                .web(WebApplicationType.NONE)
                .run(arguments)) {
            prepare(context.getBean(SetupProperties.class));
        }
    }

    private static void prepare(SetupProperties settings) {
        new ShopTables(settings).migrate();
        LOG.info("The tables of the shop are up to date; its applications are registered next");
        Registration registration = new Registration(
                settings.serviceUrl(), settings.administratorToken(), new TokenFolder(settings.tokens()));
        registration.register(
                new Registration.Addresses(
                        settings.orderUrl(), settings.pointsUrl(), settings.couponUrl(), settings.warehouseUrl()),
                new TopicRules(settings.schedule(), settings.maxAttempts(), settings.checkGrace()));
        registration.reconcileEveryMinute();
        LOG.info("The shop is registered; its applications can start");
    }
}
