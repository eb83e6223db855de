package io.reliablemessage.service.application;

import io.reliablemessage.protocol.management.TopicDetails;
import io.reliablemessage.protocol.management.WithoutSubscriber;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A topic as administrators see and change it. */
@Entity
@Table(name = "topic")
class RegisteredTopic {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Integer id;

    @Column(updatable = false)
    private String name = "";

    private String description = "";
    private String owner = "";
    private String scheduleMs = "";
    private int maxAttempts;
    private int maxPayloadBytes;
    private long checkGraceMs;
    private int maxChecks;

    @Enumerated(EnumType.STRING)
    private WithoutSubscriber withoutSubscriber = WithoutSubscriber.HOLD;

    private @Nullable Long replayIntervalMs;
    private int maxReplayRounds;

    @Column(updatable = false)
    private Instant createdAt = Instant.EPOCH;

    protected RegisteredTopic() {}

    static RegisteredTopic register(String name, Instant now) {
        RegisteredTopic topic = new RegisteredTopic();
        topic.name = name;
        topic.createdAt = now;
        return topic;
    }

    RegisteredTopic rule(TopicBounds.Rules rules) {
        description = rules.description();
        owner = rules.owner();
        scheduleMs = rules.schedule().stream()
                .map(each -> Long.toString(each.toMillis()))
                .collect(Collectors.joining(","));
        maxAttempts = rules.maxAttempts();
        maxPayloadBytes = rules.maxPayloadBytes();
        checkGraceMs = rules.checkGrace().toMillis();
        maxChecks = rules.maxChecks();
        withoutSubscriber = rules.withoutSubscriber();
        Duration replayInterval = rules.replayInterval();
        replayIntervalMs = replayInterval == null ? null : replayInterval.toMillis();
        maxReplayRounds = rules.maxReplayRounds();
        return this;
    }

    int id() {
        return id == null ? 0 : id;
    }

    TopicDetails details() {
        return new TopicDetails(
                name,
                description,
                owner,
                JdbcTopics.intervals(scheduleMs),
                maxAttempts,
                maxPayloadBytes,
                Duration.ofMillis(checkGraceMs),
                maxChecks,
                withoutSubscriber,
                replayIntervalMs == null ? null : Duration.ofMillis(replayIntervalMs),
                maxReplayRounds,
                createdAt);
    }
}
