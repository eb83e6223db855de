package io.reliablemessage.shop.order;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whom the page asks and makes trouble for.
 *
 * @param pointsUrl points-service
 * @param couponUrl coupon-service
 * @param warehouseUrl warehouse-service
 * @param launcherUrl the launcher's control endpoint; null where no launcher looks after the processes
 */
@ConfigurationProperties("shop")
record NeighbourProperties(
        URI pointsUrl,
        URI couponUrl,
        URI warehouseUrl,
        @Nullable URI launcherUrl) {}
