/** The scheduler's state over HTTP. */
@NullMarked
package io.reliablemessage.service.scheduling.web;

import org.jspecify.annotations.NullMarked;
