/** Takes orders, says so to points and coupons by a reliable message, and shows the shop's page. */
@NullMarked
package io.reliablemessage.shop.order;

import org.jspecify.annotations.NullMarked;
