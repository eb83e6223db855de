/** The life of a message over HTTP. */
@NullMarked
package io.reliablemessage.service.timeline.web;

import org.jspecify.annotations.NullMarked;
