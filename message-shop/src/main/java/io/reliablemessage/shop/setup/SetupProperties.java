package io.reliablemessage.shop.setup;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the set-up works with.
 *
 * @param databaseUrl the database server, as in {@code jdbc:mysql://mysql:3306/}; the schemas are named like the applications, with underscores
 * @param databaseUser who may create tables in the four schemas
 * @param serviceUrl message-service
 * @param administratorToken of an administrator there
 * @param tokens the folder in which each application finds its token, in a folder of its own
 * @param orderUrl where message-service reaches the order service
 * @param pointsUrl where it reaches the points service
 * @param couponUrl where it reaches the coupon service
 * @param warehouseUrl where it reaches the warehouse
 */
@ConfigurationProperties("shop.setup")
record SetupProperties(
        String databaseUrl,
        String databaseUser,
        String databasePassword,
        String serviceUrl,
        String administratorToken,
        Path tokens,
        String orderUrl,
        String pointsUrl,
        String couponUrl,
        String warehouseUrl,

        @DefaultValue({"PT5S", "PT10S", "PT30S", "PT1M", "PT5M"})
        List<String> schedule,

        @DefaultValue("8") int maxAttempts,
        @DefaultValue("PT10S") String checkGrace) {

    @Override
    public String toString() {
        return "SetupProperties[databaseUrl=" + databaseUrl + ", serviceUrl=" + serviceUrl + ", …]";
    }
}
