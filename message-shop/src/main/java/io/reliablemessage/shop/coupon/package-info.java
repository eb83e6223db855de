/** Gives a coupon for each paid order, exactly once. */
@NullMarked
package io.reliablemessage.shop.coupon;

import org.jspecify.annotations.NullMarked;
