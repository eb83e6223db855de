/** Pausing and resuming over HTTP. */
@NullMarked
package io.reliablemessage.service.pause.web;

import org.jspecify.annotations.NullMarked;
