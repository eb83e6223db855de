package io.reliablemessage.testkit;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Gives the SDK the test's time, unless the application has a clock of its own. */
@AutoConfiguration(
        beforeName = {
            "io.reliablemessage.client.internal.autoconfigure.ReliableMessageAutoConfiguration",
            "io.reliablemessage.client.internal.autoconfigure.ProducerAutoConfiguration"
        })
@ConditionalOnBean(Kit.class)
class KitClockAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    static Clock reliableMessageTestClock(Kit kit) {
        return kit.clock();
    }
}
