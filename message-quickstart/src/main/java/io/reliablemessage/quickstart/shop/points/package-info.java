/** Books points for each paid order, exactly once. */
@NullMarked
package io.reliablemessage.quickstart.shop.points;

import org.jspecify.annotations.NullMarked;
