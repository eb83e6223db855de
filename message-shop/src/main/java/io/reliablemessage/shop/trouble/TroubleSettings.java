package io.reliablemessage.shop.trouble;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much trouble a consumer has.
 *
 * @param throwing how likely it is that it throws, 0 to 1
 * @param slow how likely it is that it takes long, 0 to 1
 * @param slowMillis how long "long" is, 0 to 600,000
 * @param deaths how many times, from now on, it dies after the commit of its effect; a process dies only once
 */
@ConfigurationProperties("shop.trouble")
public record TroubleSettings(
        @DefaultValue("0") double throwing,
        @DefaultValue("0") double slow,
        @DefaultValue("2000") int slowMillis,
        @DefaultValue("0") int deaths) {

    /** @throws IllegalArgumentException naming the value that is outside its limits */
    public TroubleSettings {
        require(throwing >= 0 && throwing <= 1, "throwing must be 0 to 1");
        require(slow >= 0 && slow <= 1, "slow must be 0 to 1");
        require(slowMillis >= 0 && slowMillis <= 600_000, "slowMillis must be 0 to 600000");
        require(deaths >= 0 && deaths <= 1, "deaths must be 0 or 1");
    }

    TroubleSettings withDeaths(int left) {
        return new TroubleSettings(throwing, slow, slowMillis, left);
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
