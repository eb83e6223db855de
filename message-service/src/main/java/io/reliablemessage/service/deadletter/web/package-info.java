/** The HTTP API of the dead letters. */
@NullMarked
package io.reliablemessage.service.deadletter.web;

import org.jspecify.annotations.NullMarked;
