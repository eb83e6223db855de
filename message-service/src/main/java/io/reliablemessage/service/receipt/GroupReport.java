package io.reliablemessage.service.receipt;

import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.service.application.Subscription;
import java.util.UUID;

/** A receipt whose group is known to be subscribed and the caller's own. */
record GroupReport(Receipt receipt, Subscription subscription) {

    UUID messageId() {
        return receipt.id();
    }

    GroupId groupId() {
        return new GroupId(receipt.id(), subscription.position());
    }
}
