package io.reliablemessage.service.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.TooManyCallsException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServiceTest
class LoginLimitsTest {
    private final JdbcOperators operators;
    private final Passwords passwords;
    private final JdbcLoginFailures failures;
    private final Entrance entrance;
    private final Transactions transactions;
    private final JdbcClient jdbc;
    private final Credentials guess = new Credentials(Api.name("nobody"), "a guess");

    LoginLimitsTest(
            JdbcOperators operators,
            Passwords passwords,
            JdbcLoginFailures failures,
            Entrance entrance,
            Transactions transactions,
            JdbcClient jdbc) {
        this.operators = operators;
        this.passwords = passwords;
        this.failures = failures;
        this.entrance = entrance;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    @Test
    void whoComesWhenManyWaitIsRefusedAtOnceWithoutALookAtTheDatabase() {
        Logins logins = logins();
        waiting(
                Passwords.MOST_IN_LINE - 1,
                () -> assertThatThrownBy(() -> logins.logIn(guess, "192.0.2.1"))
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining("The name or the password is wrong"));
        int counted = failuresCounted();
        assertThat(counted).isEqualTo(1);
        waiting(
                Passwords.MOST_IN_LINE,
                () -> assertThatThrownBy(() -> logins.logIn(guess, "192.0.2.1"))
                        .isInstanceOf(TooManyCallsException.class)
                        .hasMessage("Too many logins at once; try again in a second"));
        assertThat(failuresCounted()).isEqualTo(counted);
    }

    @Test
    void triesWithALockedNameCountForTheNode() {
        Logins logins = logins();
        for (int i = 0; i < JdbcLoginFailures.FREE_TRIES; i++) {
            assertThatThrownBy(() -> logins.logIn(guess, "192.0.2.1")).isInstanceOf(ProblemException.class);
        }
        for (int i = JdbcLoginFailures.FREE_TRIES; i < FailureRate.PER_SECOND; i++) {
            assertThatThrownBy(() -> logins.logIn(guess, "192.0.2.1"))
                    .hasMessageContaining("Too many logins with this name");
        }
        assertThatThrownBy(() -> logins.logIn(guess, "192.0.2.1"))
                .hasMessageContaining("Too many logins have failed just now");
    }

    @Test
    void whoGuessesElsewhereDoesNotLockThePersonOut() {
        String name = String.valueOf(guess.name());
        for (int i = 0; i < JdbcLoginFailures.FREE_TRIES; i++) {
            assertThat(failures.count(name, "192.0.2.1")).isTrue();
        }
        assertThat(failures.count(name, "192.0.2.1")).isFalse();
        assertThat(failures.secondsLocked(name, "192.0.2.1")).isBetween(1L, 60L);
        assertThat(failures.secondsLocked(name, "192.0.2.2")).isZero();
        assertThat(failures.count(name, "192.0.2.2")).isTrue();
    }

    @Test
    void guessesFromManyAddressesLockTheNameForTheRestOfTheHour() {
        String name = String.valueOf(guess.name());
        for (int i = 1; i < JdbcLoginFailures.MOST_AN_HOUR; i++) {
            assertThat(failures.count(name, "192.0.2." + i)).isTrue();
        }
        assertThat(failures.secondsLocked(name, "198.51.100.1")).isZero();
        assertThat(failures.count(name, "192.0.2.200")).isTrue();
        assertThat(failures.secondsLocked(name, "198.51.100.1")).isBetween(3_540L, 3_600L);
        assertThat(failures.count(name, "198.51.100.1")).isFalse();
        jdbc.sql(
                        "UPDATE login_failure SET failed_at = failed_at - INTERVAL 1 HOUR, locked_until = locked_until - INTERVAL 1 HOUR "
                                + "WHERE name_hash = :key")
                .param("key", JdbcLoginFailures.keyOfAll(name))
                .update();
        assertThat(failures.count(name, "198.51.100.1")).isTrue();
        assertThat(failuresCounted()).isEqualTo(1);
    }

    @Test
    void aLoginForgetsWhatFailedFromItsAddressAndANewPasswordWhatFailedAnywhere() {
        String name = String.valueOf(guess.name());
        for (int i = 0; i < JdbcLoginFailures.FREE_TRIES; i++) {
            failures.count(name, "192.0.2.1");
        }
        failures.count(name, "192.0.2.2");
        failures.forget(name, "192.0.2.2");
        assertThat(failures.secondsLocked(name, "192.0.2.1")).isPositive();
        failures.forget(name);
        assertThat(failures.secondsLocked(name, "192.0.2.1")).isZero();
        assertThat(failures.count(name, "192.0.2.1")).isTrue();
    }

    /** Of a node whose clock stands still. */
    private Logins logins() {
        LoginLimits limits = new LoginLimits(failures, transactions, new FailureRate(() -> 0));
        return new Logins(operators, passwords, limits, entrance, transactions);
    }

    private void waiting(int others, Runnable then) {
        if (others == 0) {
            then.run();
        } else {
            passwords.inLine(() -> {
                waiting(others - 1, then);
                return others;
            });
        }
    }

    private int failuresCounted() {
        return jdbc.sql("SELECT failures FROM login_failure WHERE name_hash = :key")
                .param("key", JdbcLoginFailures.keyOfAll(String.valueOf(guess.name())))
                .query(Integer.class)
                .single();
    }
}
