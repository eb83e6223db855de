/** What a shop needs before it can start: its tables, and an administrator's word to message-service. */
@NullMarked
package io.reliablemessage.shop.setup;

import org.jspecify.annotations.NullMarked;
