/** Books points for each paid order, exactly once. */
@NullMarked
package io.reliablemessage.shop.points;

import org.jspecify.annotations.NullMarked;
