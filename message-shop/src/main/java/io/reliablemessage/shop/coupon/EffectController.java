package io.reliablemessage.shop.coupon;

import io.reliablemessage.shop.trouble.ControlProperties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Tells the shop's page which orders have taken effect here, and how often. */
@RestController
class EffectController {

    private final JdbcCoupons coupons;
    private final ControlProperties control;

    EffectController(JdbcCoupons coupons, ControlProperties control) {
        this.coupons = coupons;
        this.control = control;
    }

    /** @param orderNos at most 500 */
    @PostMapping("/effects")
    Map<String, Integer> effects(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            @RequestBody List<String> orderNos) {
        control.require(authorization);
        return coupons.countByOrder(orderNos);
    }
}
