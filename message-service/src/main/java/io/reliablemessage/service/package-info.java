/** The message service: keeps, delivers and accounts for messages behind an HTTP API. */
@NullMarked
package io.reliablemessage.service;

import org.jspecify.annotations.NullMarked;
