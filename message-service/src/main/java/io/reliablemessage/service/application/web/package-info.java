/** The HTTP API of applications, tokens, topics and subscriptions. */
@NullMarked
package io.reliablemessage.service.application.web;

import org.jspecify.annotations.NullMarked;
