package io.reliablemessage.client.internal.handshake;

import java.time.Duration;
import java.util.Optional;

/** The checks that need nothing but the answer. */
public final class StartChecks {
    private StartChecks() {}

    /** With another application's token, sending works and check-backs fail, which would be found only when one is needed. */
    public static StartCheck ownToken(String application) {
        return answer -> application.equals(answer.configuration().application())
                ? Optional.empty()
                : Optional.of(new Finding(
                        "reliable-message.application is " + application + ", but reliable-message.token belongs to "
                                + answer.configuration().application() + ".",
                        "Set the name that the token was made for, or the token of " + application + "."));
    }

    /** Message ids, deliverAt and expiresAt are made from this process's clock. */
    public static StartCheck clock(Duration most) {
        return answer -> answer.clockDifference().abs().compareTo(most) <= 0
                ? Optional.empty()
                : Optional.of(
                        new Finding(
                                "The clock of this machine is "
                                        + answer.clockDifference().abs()
                                        + (answer.clockDifference().isNegative() ? " behind" : " ahead of")
                                        + " that of the service's database; " + most + " is allowed.",
                                "Let both synchronise their clocks (NTP); reliable-message.start-check.max-clock-difference allows more."));
    }

    /** A record that is forgotten before the message can be replayed for the last time lets it take effect twice. */
    public static StartCheck retention(String property, Duration retention) {
        return answer -> {
            Long horizon = answer.configuration().replayHorizonMillis();
            if (horizon == null || retention.toMillis() >= horizon) {
                return Optional.empty();
            }
            return Optional.of(new Finding(
                    property + " is " + retention + ", but the service can replay a message for "
                            + Duration.ofMillis(horizon)
                            + "; a group that has forgotten a message would take effect on it again.",
                    "Set " + property + " to " + Duration.ofMillis(horizon)
                            + " or more, or shorten reliable-message.replay-horizon of the service."));
        };
    }
}
