package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.Role;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

/**
 * Reads identity tokens: signed by a key that the issuer publishes, from it, for this client, not expired. The issuer is asked for its
 * keys when the first token comes, and again when a token is signed by a key that is not known.
 */
@Component
class IdentityTokens {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
    /** What can stand in a path and in a row of the audit trail. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.@+-]{0,89}");

    private static final int MAX_DISPLAY_NAME = 100;

    private final OidcProperties properties;
    private final @Nullable JwtDecoder decoder;

    IdentityTokens(OidcProperties properties) {
        this.properties = properties;
        String issuer = properties.issuer();
        this.decoder = issuer == null ? null : new GuardedDecoder(() -> decoder(issuer), System::nanoTime);
    }

    boolean areAccepted() {
        return decoder != null;
    }

    /**
     * @throws org.springframework.security.oauth2.jwt.BadJwtException if the token is not one
     * @throws JwtException if the issuer gives no answer
     * @throws Identity.UnusableException if the claims do not say who it is
     */
    Identity read(String token) throws Identity.UnusableException {
        Jwt jwt = Objects.requireNonNull(decoder, "Without an issuer no token is accepted")
                .decode(token);
        String name = jwt.getClaims().get(properties.nameClaim()) instanceof String text ? text : "";
        if (!NAME.matcher(name).matches()) {
            throw new Identity.UnusableException("the claim " + properties.nameClaim()
                    + " must be a name of 1 to 90 letters, digits, '_', '.', '@', '+' and '-'");
        }
        String shown = jwt.getClaims().get("name") instanceof String text && !text.isBlank() ? text.strip() : name;
        return new Identity(
                externalId(jwt),
                Identity.PREFIX + name,
                shown.substring(0, Math.min(shown.length(), MAX_DISPLAY_NAME)),
                role(roles(jwt)));
    }

    private JwtDecoder decoder(String issuer) {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
        requests.setReadTimeout(READ_TIMEOUT);
        NimbusJwtDecoder nimbus = NimbusJwtDecoder.withIssuerLocation(issuer)
                .restOperations(new RestTemplate(requests))
                .build();
        nimbus.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(issuer), forThisClient(), complete()));
        return nimbus;
    }

    private OAuth2TokenValidator<Jwt> forThisClient() {
        String client = Objects.requireNonNull(properties.clientId());
        return jwt -> {
            List<String> audience = jwt.getAudience();
            boolean ours = audience != null
                    && audience.contains(client)
                    && (audience.size() == 1 || client.equals(jwt.getClaimAsString("azp")));
            return ours ? OAuth2TokenValidatorResult.success() : invalid("The token is not for this client");
        };
    }

    /** A token without an expiry would be good for ever. */
    private static OAuth2TokenValidator<Jwt> complete() {
        return jwt -> jwt.getExpiresAt() != null && jwt.getIssuedAt() != null && jwt.getSubject() != null
                ? OAuth2TokenValidatorResult.success()
                : invalid("The token must have the claims sub, iat and exp");
    }

    private static OAuth2TokenValidatorResult invalid(String reason) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", reason, null));
    }

    private static byte[] externalId(Jwt jwt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Objects.requireNonNull(jwt.getClaimAsString("iss")).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return digest.digest(Objects.requireNonNull(jwt.getSubject()).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** A claim of just this name is taken first, since names with dots are common too. */
    private Collection<?> roles(Jwt jwt) {
        Object found = jwt.getClaims().get(properties.roleClaim());
        if (found == null) {
            found = jwt.getClaims();
            for (String step : properties.roleClaim().split("\\.")) {
                found = found instanceof Map<?, ?> claims ? claims.get(step) : null;
            }
        }
        if (found instanceof String text) {
            return Arrays.asList(text.split("[ ,]+"));
        }
        return found instanceof Collection<?> values ? values : List.of();
    }

    private Optional<Role> role(Collection<?> values) {
        if (values.contains(properties.administrator())) {
            return Optional.of(Role.ADMINISTRATOR);
        }
        if (values.contains(properties.operator())) {
            return Optional.of(Role.OPERATOR);
        }
        return values.contains(properties.viewer()) ? Optional.of(Role.VIEWER) : Optional.empty();
    }
}
