package io.reliablemessage.client.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.protocol.ClientConfiguration;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final long NOON = 1_700_000_000_000L;

    private String application = "shop";
    private long databaseTime = NOON;
    private long roundTrip = 100;
    private @Nullable Long horizon = Duration.ofDays(30).toMillis();
    private boolean away;
    private int questions;
    private long now = NOON;

    @Test
    void agrees() {
        Handshake handshake = handshake(Duration.ofDays(30));
        assertThat(handshake.isAnswered()).isFalse();
        handshake.requireAgreement();
        handshake.requireAgreement();
        assertThat(handshake.isAnswered()).isTrue();
        assertThat(questions).isEqualTo(1);
    }

    @Test
    void shorterRetentionThanTheReplayHorizonIsRefused() {
        Handshake handshake = handshake(Duration.ofDays(30).minusSeconds(1));
        assertThatThrownBy(handshake::start)
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("consumer.idempotency-retention")
                .hasMessageContaining("PT720H");
        horizon = null;
        assertThatCode(handshake(Duration.ofDays(1))::requireAgreement)
                .as("a service that does not say")
                .doesNotThrowAnyException();
    }

    @Test
    void tokenOfAnotherApplicationIsRefused() {
        application = "bank";
        assertThatThrownBy(handshake(Duration.ofDays(90))::start)
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("shop")
                .hasMessageContaining("bank");
    }

    @Test
    void clockIsRefusedBeyondTheLimitAndWhatTheWayMayExplain() {
        databaseTime = NOON - 1_000;
        handshake(Duration.ofDays(90)).requireAgreement();
        databaseTime = NOON + roundTrip + 1_000;
        now = NOON;
        handshake(Duration.ofDays(90)).requireAgreement();
        databaseTime = NOON - 1_001;
        now = NOON;
        assertThatThrownBy(handshake(Duration.ofDays(90))::requireAgreement)
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("PT1.001S ahead of");
        databaseTime = NOON + roundTrip + 1_001;
        now = NOON;
        assertThatThrownBy(handshake(Duration.ofDays(90))::requireAgreement)
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("PT1.001S behind");
    }

    @Test
    void startGoesOnWithoutTheServiceAndListenersWaitForItsAnswer() {
        away = true;
        try (Handshake handshake = handshake(Duration.ofDays(1))) {
            handshake.start();
            assertThat(handshake.isAnswered()).isFalse();
            assertThatThrownBy(handshake::requireAgreement).isInstanceOf(ServiceUnavailableException.class);
            away = false;
            assertThatThrownBy(handshake::requireAgreement).isInstanceOf(SetupException.class);
            assertThat(handshake.findings()).hasSize(1);
        }
    }

    @Test
    void clockThatWasPutRightIsFoundOutWithoutANewStart() {
        databaseTime = NOON - 60_000;
        Handshake handshake = handshake(Duration.ofDays(90));
        assertThatThrownBy(handshake::requireAgreement).isInstanceOf(SetupException.class);
        databaseTime = NOON;
        now = NOON;
        assertThatCode(handshake::requireAgreement).doesNotThrowAnyException();
        assertThat(handshake.findings()).isEmpty();
    }

    private Handshake handshake(Duration retention) {
        MessageService service = (MessageService) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MessageService.class}, (proxy, method, arguments) -> {
                    if (away) {
                        throw new ServiceUnavailableException("The service is away", null);
                    }
                    questions++;
                    now += roundTrip;
                    return new ClientConfiguration(application, "broker:9876", 1, 1, databaseTime, horizon);
                });
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(now);
            }
        };
        return new Handshake(
                service,
                clock,
                () -> List.of(
                        StartChecks.ownToken("shop"),
                        StartChecks.clock(Duration.ofSeconds(1)),
                        StartChecks.retention("reliable-message.consumer.idempotency-retention", retention)));
    }
}
