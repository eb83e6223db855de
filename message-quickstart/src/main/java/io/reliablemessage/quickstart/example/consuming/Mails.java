package io.reliablemessage.quickstart.example.consuming;

import io.reliablemessage.client.RedisFlag;
import io.reliablemessage.client.ReliableMessageListener;
import org.springframework.stereotype.Component;

/** Redis flag: an effect outside of any database. */
// consuming.md shows redis-flag
@Component
class Mails {
    private final Outbasket outbasket;

    Mails(Outbasket outbasket) {
        this.outbasket = outbasket;
    }

    record Mail(String to, String text) {}

    @RedisFlag(lease = "30s", retention = "60d")
    @ReliableMessageListener(topic = "mails", group = "mailer")
    void send(Mail mail) {
        outbasket.send(mail);
    }
}
// consuming.md shows no more
