/** Takes paid orders from the stock and ships them; tells how both go on. */
@NullMarked
package io.reliablemessage.shop.warehouse;

import org.jspecify.annotations.NullMarked;
