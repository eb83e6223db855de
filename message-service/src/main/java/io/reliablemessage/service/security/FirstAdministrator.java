package io.reliablemessage.service.security;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Makes the first administrator's token when there is none. Of several nodes that start at once a unique key lets one win, and only
 * the winner prints its token. Who loses the token deletes its row from table credential and starts a node again.
 */
@Component
@Order(0)
class FirstAdministrator implements ApplicationRunner {
    private static final Logger log = LoggerFactory.getLogger(FirstAdministrator.class);
    private static final int MIN_LENGTH = 20;

    private final JdbcTokens tokens;
    private final String configured;

    /** @param configured a token to use instead of a random one; empty for none */
    FirstAdministrator(JdbcTokens tokens, @Value("${reliable-message.administrator-token:}") String configured) {
        if (!configured.isEmpty() && configured.length() < MIN_LENGTH) {
            throw new IllegalArgumentException("reliable-message.administrator-token must have at least " + MIN_LENGTH
                    + " characters; it has " + configured.length());
        }
        this.tokens = tokens;
        this.configured = configured;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (configured.isEmpty()) {
            generate();
        } else {
            useConfigured();
        }
    }

    private void generate() {
        if (tokens.hasFirstAdministrator()) {
            return;
        }
        NewToken token = NewToken.forAdministrator();
        if (insert(token)) {
            String frame = "=".repeat(46 + token.value().length());
            log.info(
                    "\n{}\nAdministrator token, shown only this once: {}\n{}\nIt opens the management API; keep it safe.",
                    frame,
                    token.value(),
                    frame);
        }
    }

    private void useConfigured() {
        NewToken token = NewToken.given(configured);
        boolean mine = tokens.find(token.hash()).isPresent() || (!tokens.hasFirstAdministrator() && insert(token));
        if (!mine && tokens.find(token.hash()).isEmpty()) {
            log.warn(
                    "reliable-message.administrator-token is not used: the first administrator already has another token");
        }
    }

    private boolean insert(NewToken token) {
        try {
            tokens.insertFirstAdministrator(token.hash());
            return true;
        } catch (DuplicateKeyException e) {
            log.debug("Another node made the first administrator", e);
            return false;
        }
    }
}
