package io.reliablemessage.service.operator;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Logins by OpenID Connect.
 *
 * @param issuer the identity provider's address, where its discovery document is; left out: nobody logs in this way
 * @param clientId the audience that identity tokens must be for; needed with an issuer
 * @param nameClaim the claim with the person's name, who is known here as "oidc:" and that name
 * @param roleClaim the claim with the person's roles, a text or a list; a path such as "realm_access.roles" leads into nested claims
 * @param viewer the value that makes a viewer
 * @param operator the value that makes an operator
 * @param administrator the value that makes an administrator
 */
@ConfigurationProperties("reliable-message.oidc")
record OidcProperties(
        @Nullable String issuer,
        @Nullable String clientId,
        @DefaultValue("preferred_username") String nameClaim,
        @DefaultValue("roles") String roleClaim,
        @DefaultValue("reliable-message-viewer") String viewer,
        @DefaultValue("reliable-message-operator") String operator,
        @DefaultValue("reliable-message-administrator") String administrator) {
    OidcProperties {
        issuer = issuer == null || issuer.isBlank() ? null : issuer;
        if (issuer != null) {
            String scheme = URI.create(issuer).getScheme();
            if (!"https".equals(scheme) && !"http".equals(scheme)) {
                throw new IllegalArgumentException(
                        "reliable-message.oidc.issuer must be an https (or http) address; it is " + issuer);
            }
            if (clientId == null || clientId.isBlank()) {
                throw new IllegalArgumentException(
                        "reliable-message.oidc.client-id must be set if reliable-message.oidc.issuer is");
            }
        }
    }
}
