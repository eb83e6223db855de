/** Trouble on purpose: what the shop's page and the headless check switch on to see that nothing is lost or doubled. */
@NullMarked
package io.reliablemessage.shop.trouble;

import org.jspecify.annotations.NullMarked;
