package io.reliablemessage.service.application;

import io.reliablemessage.protocol.management.ApplicationDetails;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An application as administrators see and change it. */
@Entity
@Table(name = "application")
class RegisteredApplication {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Integer id;

    @Column(updatable = false)
    private String name = "";

    private String description = "";
    private @Nullable String checkUrl;

    @Column(updatable = false)
    private Instant createdAt = Instant.EPOCH;

    protected RegisteredApplication() {}

    static RegisteredApplication register(String name, Instant now) {
        RegisteredApplication application = new RegisteredApplication();
        application.name = name;
        application.createdAt = now;
        return application;
    }

    RegisteredApplication describe(String newDescription, @Nullable URI newCheckUrl) {
        description = newDescription;
        checkUrl = newCheckUrl == null ? null : newCheckUrl.toString();
        return this;
    }

    int id() {
        return id == null ? 0 : id;
    }

    String name() {
        return name;
    }

    ApplicationDetails details() {
        return new ApplicationDetails(name, description, checkUrl, createdAt);
    }
}
