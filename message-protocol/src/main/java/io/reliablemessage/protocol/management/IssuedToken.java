package io.reliablemessage.protocol.management;

/**
 * A new token, on its only way to whoever asked for it.
 *
 * @param token the secret, shown only this once
 */
public record IssuedToken(int tokenId, String token) {
    /** Without the secret, so that it cannot get into a log by accident. */
    @Override
    public String toString() {
        return "IssuedToken[tokenId=" + tokenId + "]";
    }
}
