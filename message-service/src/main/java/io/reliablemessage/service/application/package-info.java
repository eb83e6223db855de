/** Who produces and consumes: applications with their tokens, topics with their rules, subscriptions. */
@NullMarked
package io.reliablemessage.service.application;

import org.jspecify.annotations.NullMarked;
