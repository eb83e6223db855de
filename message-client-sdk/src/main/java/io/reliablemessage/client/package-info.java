/** What a business service meets: send messages inside its transactions, listen to messages of others. */
@NullMarked
package io.reliablemessage.client;

import org.jspecify.annotations.NullMarked;
