package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.internal.MessageService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the configured application's name with the token's owner, once the service answers. With the wrong name, sending works
 * and check-backs fail, which would be found only when one is needed.
 */
final class Identity {
    private static final Logger log = LoggerFactory.getLogger(Identity.class);

    private final String application;
    private final MessageService service;
    private boolean checked;

    Identity(String application, MessageService service) {
        this.application = application;
        this.service = service;
    }

    /** Called again and again from one thread; asks until there was an answer. */
    void checkOnce() {
        if (checked) {
            return;
        }
        try {
            String owner = service.configuration().application();
            checked = true;
            if (!application.equals(owner)) {
                log.error(
                        "reliable-message.application is {}, but the token belongs to {}; check-backs will be refused until that is corrected",
                        application,
                        owner);
            }
        } catch (ServiceUnavailableException e) {
            log.debug("The service does not say yet whose the token is; it is asked again", e);
        } catch (ServiceRefusedException e) {
            checked = true;
            log.error("{}; messages stay in the business database until the service takes the token", e.getMessage());
        }
    }
}
