package io.reliablemessage.client.internal.consume;

import static io.reliablemessage.client.internal.consume.StrategyBench.listener;
import static io.reliablemessage.client.internal.consume.StrategyBench.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.Skipping;
import io.reliablemessage.client.StateMachine;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ReceiptKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@link StateMachine} promises, on each database. */
@OnEachStore
class StateMachineTest {
    private final StrategyBench bench;

    StateMachineTest(Stores stores) {
        bench = new StrategyBench(stores.fresh(), null);
    }

    @AfterEach
    void drop() {
        bench.close();
    }

    final class Rides {
        @StateMachine(
                entity = "rideNo",
                state = "status",
                states = {"CREATED", "PAID", "DRIVEN", "DONE|CANCELLED"})
        void on(String payload, Delivery delivery) {
            bench.effect(status(delivery));
        }
    }

    enum RideStatus {
        CREATED,
        PAID,
        DRIVEN
    }

    final class PatientRides {
        @StateMachine(entity = "rideNo", state = "status", statesOf = RideStatus.class, skipping = Skipping.WAIT)
        void on(String payload, Delivery delivery) {
            bench.effect(status(delivery));
        }
    }

    @Test
    void eachStateTakesEffectOnceInItsOrder() {
        assertThat(outcomes(new Rides(), "CREATED", "CREATED", "PAID", "DRIVEN", "PAID", "DONE", "DONE"))
                .containsExactly(
                        Outcome.CONSUMED,
                        Outcome.DUPLICATE,
                        Outcome.CONSUMED,
                        Outcome.CONSUMED,
                        Outcome.DUPLICATE,
                        Outcome.CONSUMED,
                        Outcome.DUPLICATE);
        assertThat(bench.effects()).containsExactly("CREATED", "PAID", "DRIVEN", "DONE");
    }

    @Test
    void aLateStateIsIgnoredAndCountedAndReceipted() {
        Answer late = last(new Rides(), "DRIVEN", "PAID");

        assertThat(late.outcome()).isEqualTo(Outcome.LATE);
        assertThat(late.receipt())
                .satisfies(receipt -> assertThat(receipt.kind()).isEqualTo(ReceiptKind.CONSUMED));
        assertThat(bench.effects()).containsExactly("DRIVEN");
        assertThat(outcomes(new Rides(), "PAID", "CREATED")).containsExactly(Outcome.DUPLICATE, Outcome.LATE);
    }

    @Test
    void anAlternativeOfTheReachedStateIsImpossible() {
        Answer impossible = last(new Rides(), "CREATED", "CANCELLED", "DONE");

        assertThat(impossible.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(impossible.receipt()).satisfies(receipt -> {
            assertThat(receipt.kind()).isEqualTo(ReceiptKind.REJECTED);
            assertThat(receipt.error().kind()).isEqualTo(DeadLetterReason.REJECTED);
            assertThat(receipt.error().message()).contains("rideNo=7 is CANCELLED; it cannot become DONE");
        });
        assertThat(bench.effects()).containsExactly("CREATED", "CANCELLED");
        assertThat(outcomes(new Rides(), "DONE", "DRIVEN")).containsExactly(Outcome.REJECTED, Outcome.LATE);
    }

    @Test
    void aStateThatWasNotDeclaredIsImpossible() {
        Answer impossible = last(new Rides(), "paid");

        assertThat(impossible.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(impossible.receipt())
                .satisfies(receipt -> assertThat(receipt.error().message()).contains("'paid' is not one of"));
        assertThat(bench.effects()).isEmpty();
    }

    @Test
    void theSameStateWithAnotherPayloadIsAConflict() {
        Listener rides = listener(new Rides());
        Consumption process = bench.process();
        process.consume(rides, message(ride("7", "PAID"), "10 EUR"));

        Answer conflict = process.consume(rides, message(ride("7", "PAID"), "99 EUR"));

        assertThat(conflict.outcome()).isEqualTo(Outcome.KEY_CONFLICT);
        assertThat(bench.effects()).containsExactly("PAID");
    }

    @Test
    void aMessageWaitsForTheStatesBeforeItsOwnWhereThatIsDeclared() {
        Answer tooEarly = last(new PatientRides(), "PAID");

        assertThat(tooEarly.outcome()).isEqualTo(Outcome.POSTPONED);
        assertThat(tooEarly.receipt()).satisfies(receipt -> {
            assertThat(receipt.kind()).isEqualTo(ReceiptKind.FAILED);
            assertThat(receipt.retryAfterMillis()).isEqualTo(5_000);
            assertThat(receipt.error().message()).contains("rideNo=7 has to become CREATED before PAID");
        });
        assertThat(outcomes(new PatientRides(), "CREATED", "DRIVEN", "PAID", "DRIVEN"))
                .containsExactly(Outcome.CONSUMED, Outcome.POSTPONED, Outcome.CONSUMED, Outcome.CONSUMED);
        assertThat(bench.effects()).containsExactly("CREATED", "PAID", "DRIVEN");
    }

    @Test
    void entitiesAndGroupsDoNotMeet() {
        Listener rides = listener(new Rides());
        Consumption process = bench.process();
        for (String ride : List.of("7", "7 ", "８", "8")) {
            assertThat(process.consume(rides, message(ride(ride, "DRIVEN"), "x"))
                            .outcome())
                    .isEqualTo(Outcome.CONSUMED);
            assertThat(process.consume(rides, message(ride(ride, "PAID"), "x")).outcome())
                    .isEqualTo(Outcome.LATE);
        }
    }

    @Test
    void aFailureLeavesTheEntityWhereItWas() {
        class Failing {
            @StateMachine(
                    entity = "rideNo",
                    state = "status",
                    states = {"CREATED", "PAID", "DRIVEN", "DONE|CANCELLED"})
            void on(String payload, Delivery delivery) {
                bench.effect(payload);
                throw new IllegalStateException("no driver");
            }
        }
        assertThat(outcomes(new Failing(), "DRIVEN")).containsExactly(Outcome.FAILED);
        assertThat(outcomes(new Rides(), "PAID", "DRIVEN")).containsExactly(Outcome.CONSUMED, Outcome.CONSUMED);
    }

    @Test
    void aRecordThatIsForgottenDoesNotBringTheStateBack() {
        outcomes(new Rides(), "CREATED", "PAID");
        bench.jdbc.update("DELETE FROM rm_idempotency");

        assertThat(outcomes(new Rides(), "PAID", "CREATED")).containsExactly(Outcome.DUPLICATE, Outcome.LATE);
        assertThat(bench.effects()).containsExactly("CREATED", "PAID");
    }

    private List<Outcome> outcomes(Object bean, String... states) {
        Listener rides = listener(bean);
        Consumption process = bench.process();
        return List.of(states).stream()
                .map(state ->
                        process.consume(rides, message(ride("7", state), state)).outcome())
                .toList();
    }

    private Answer last(Object bean, String... states) {
        Listener rides = listener(bean);
        Consumption process = bench.process();
        Answer answer = null;
        for (String state : states) {
            answer = process.consume(rides, message(ride("7", state), state));
        }
        return java.util.Objects.requireNonNull(answer);
    }

    private static BusinessKey ride(String rideNo, String status) {
        return BusinessKey.of("rideNo", rideNo).and("status", status);
    }

    private static String status(Delivery delivery) {
        return delivery.key().fields().get(1).value();
    }
}
