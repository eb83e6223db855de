/** The HTTP side of the outbox. */
@NullMarked
package io.reliablemessage.service.outbox.web;

import org.jspecify.annotations.NullMarked;
