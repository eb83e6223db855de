package io.reliablemessage.shop.trouble;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Who may switch trouble on.
 *
 * @param controlSecret known to the shop's own services and the launcher
 */
@ConfigurationProperties("shop")
public record ControlProperties(String controlSecret) {

    public ControlProperties {
        if (controlSecret == null || controlSecret.isBlank()) {
            throw new IllegalArgumentException("shop.control-secret must be set");
        }
    }

    /** The value of the header {@code Authorization} of those who know the secret. */
    public String authorization() {
        return "Bearer " + controlSecret;
    }

    /** @throws ResponseStatusException (401) when it is not that value */
    public void require(@Nullable String given) {
        if (given == null
                || !MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), authorization().getBytes(StandardCharsets.UTF_8))) {
            throw new ResponseStatusException(HttpStatus.UNAUTHORIZED);
        }
    }

    @Override
    public String toString() {
        return "ControlProperties[controlSecret=…]";
    }
}
