package io.reliablemessage.protocol.management;

/** An OpenID Connect identity token, for a session. */
public record IdentityToken(String idToken) {
    /** Without the token, so that it cannot get into a log by accident. */
    @Override
    public String toString() {
        return "IdentityToken";
    }
}
