package io.reliablemessage.shop.order;

import java.util.UUID;

/** The order's transaction rolls back after its message was sent, as was wished. */
final class BusinessFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient UUID messageId;

    BusinessFailedException(String orderNo, UUID messageId) {
        super("Order " + orderNo + " is rolled back, as was wished");
        this.messageId = messageId;
    }

    UUID messageId() {
        return messageId;
    }
}
