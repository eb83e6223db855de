/** The way to message-service: calls with the person's session, and what can come of them instead of an answer. */
@NullMarked
package io.reliablemessage.console.service;

import org.jspecify.annotations.NullMarked;
