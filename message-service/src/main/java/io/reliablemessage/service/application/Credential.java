package io.reliablemessage.service.application;

import io.reliablemessage.protocol.management.TokenDetails;
import io.reliablemessage.service.security.NewToken;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the service keeps of an application's token. */
@Entity
@Table(name = "credential")
class Credential {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Integer id;

    @Column(updatable = false)
    private @Nullable Integer applicationId;

    @Column(updatable = false)
    private byte[] tokenHash = {};

    @Column(updatable = false)
    private byte @Nullable [] signingKey;

    @Column(updatable = false)
    private String label = "";

    @Column(updatable = false)
    private Instant createdAt = Instant.EPOCH;

    private @Nullable Instant expiresAt;

    protected Credential() {}

    static Credential issue(int applicationId, NewToken token, String label, Instant now) {
        Credential credential = new Credential();
        credential.applicationId = applicationId;
        credential.tokenHash = token.hash();
        credential.signingKey = token.signingKey();
        credential.label = label;
        credential.createdAt = now;
        return credential;
    }

    /** A newer token takes over: this one ends then, if it does not end before. */
    void expireBy(Instant end) {
        if (expiresAt == null || expiresAt.isAfter(end)) {
            expiresAt = end;
        }
    }

    int id() {
        return id == null ? 0 : id;
    }

    TokenDetails details() {
        return new TokenDetails(id(), label, createdAt, expiresAt);
    }
}
