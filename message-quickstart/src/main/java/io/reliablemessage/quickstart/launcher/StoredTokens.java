package io.reliablemessage.quickstart.launcher;

import io.reliablemessage.shop.setup.Tokens;
import java.util.Optional;

/** The applications' tokens among the secrets of the installation. */
record StoredTokens(Secrets secrets) implements Tokens {

    @Override
    public Optional<String> find(String application) {
        return secrets.find(name(application));
    }

    @Override
    public void put(String application, String token) {
        secrets.put(name(application), token);
    }

    private static String name(String application) {
        return application + ".token";
    }
}
