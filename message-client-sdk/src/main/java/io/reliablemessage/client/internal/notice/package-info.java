/** Takes the service's notices of undeliverable messages and tells the application's methods; internal, may change in any release. */
@NullMarked
package io.reliablemessage.client.internal.notice;

import org.jspecify.annotations.NullMarked;
