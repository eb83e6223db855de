/** The webhooks over HTTP. */
@NullMarked
package io.reliablemessage.service.webhook.web;

import org.jspecify.annotations.NullMarked;
