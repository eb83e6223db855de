package io.reliablemessage.service.web;

import io.reliablemessage.protocol.MessageLimits;
import java.io.IOException;

/** A request body is longer than {@value MessageLimits#MAX_BODY_BYTES} bytes; the rest of it was not read. */
final class BodyTooLargeException extends IOException {
    BodyTooLargeException() {
        super("The body is longer than " + MessageLimits.MAX_BODY_BYTES + " bytes");
    }
}
