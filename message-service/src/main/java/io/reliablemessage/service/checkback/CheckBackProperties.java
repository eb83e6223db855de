package io.reliablemessage.service.checkback;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How producers are asked.
 *
 * @param allowedNetworks networks that are not public but may be asked, as CIDR; see {@link io.reliablemessage.service.application.call.AddressRules}
 * @param giveUpAfter a message whose producer has not answered for this long since it was prepared becomes UNDECIDED, 1 min to 30 d
 * @param connectTimeout 50 ms to 10 s
 * @param responseTimeout for the whole answer, 100 ms to 30 s
 */
@ConfigurationProperties("reliable-message.check-back")
record CheckBackProperties(
        @DefaultValue({"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"})
        List<String> allowedNetworks,

        @DefaultValue("24h") Duration giveUpAfter,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("3s") Duration responseTimeout) {

    CheckBackProperties {
        allowedNetworks = List.copyOf(allowedNetworks);
        checkRange("give-up-after", giveUpAfter, Duration.ofMinutes(1), Duration.ofDays(30));
        checkRange("connect-timeout", connectTimeout, Duration.ofMillis(50), Duration.ofSeconds(10));
        checkRange("response-timeout", responseTimeout, Duration.ofMillis(100), Duration.ofSeconds(30));
    }

    private static void checkRange(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "reliable-message.check-back." + name + " must be " + min + " to " + max + "; it is " + value);
        }
    }
}
