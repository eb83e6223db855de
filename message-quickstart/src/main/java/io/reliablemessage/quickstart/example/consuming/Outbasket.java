package io.reliablemessage.quickstart.example.consuming;

import io.reliablemessage.quickstart.example.consuming.Mails.Mail;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/** In place of a mail server. */
@Component
class Outbasket {
    private final List<Mail> sent = new CopyOnWriteArrayList<>();

    void send(Mail mail) {
        sent.add(mail);
    }

    List<Mail> sent() {
        return List.copyOf(sent);
    }
}
