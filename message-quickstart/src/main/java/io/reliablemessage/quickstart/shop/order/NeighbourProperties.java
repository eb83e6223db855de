package io.reliablemessage.quickstart.shop.order;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whom the page asks and makes trouble for.
 *
 * @param pointsUrl points-service
 * @param couponUrl coupon-service
 * @param warehouseUrl warehouse-service
 * @param launcherUrl the launcher's control endpoint
 */
@ConfigurationProperties("shop")
record NeighbourProperties(URI pointsUrl, URI couponUrl, URI warehouseUrl, URI launcherUrl) {}
