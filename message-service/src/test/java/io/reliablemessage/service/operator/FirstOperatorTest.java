package io.reliablemessage.service.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

@ServiceTest
@ExtendWith(OutputCaptureExtension.class)
class FirstOperatorTest {
    private static final Pattern PRINTED =
            Pattern.compile("Password of the first operator 'admin', shown only this once: ([A-Za-z0-9_-]{24})");

    private final Api administrator;
    private final JdbcClient jdbc;
    private final JdbcOperators operators;
    private final Passwords passwords;
    private final Transactions transactions;
    private final AuditTrail trail;

    FirstOperatorTest(
            RestTestClient http,
            JdbcClient jdbc,
            JdbcOperators operators,
            Passwords passwords,
            Transactions transactions,
            AuditTrail trail) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.operators = operators;
        this.passwords = passwords;
        this.transactions = transactions;
        this.trail = trail;
    }

    @BeforeEach
    void forgetEverybody() {
        jdbc.sql("DELETE FROM operator_session").update();
        jdbc.sql("DELETE FROM operator").update();
    }

    @AfterEach
    void leaveAnAdministrator() {
        start("");
    }

    @Test
    void oneOfManyStartingNodesMakesAndPrintsThePassword(CapturedOutput output) throws Exception {
        Together.run(6, i -> () -> {
            start("");
            return i;
        });
        Matcher printed = PRINTED.matcher(output);
        assertThat(printed.find()).isTrue();
        Api admin = administrator.as(administrator.logIn("admin", printed.group(1)));
        admin.get("/v1/sessions/current")
                .expectBody()
                .jsonPath("$.role")
                .isEqualTo("ADMINISTRATOR")
                .jsonPath("$.passwordIsGiven")
                .isEqualTo(true);
        assertThat(printed.find()).isFalse();
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void laterStartPrintsAndChangesNothing(CapturedOutput output) {
        start("");
        int printed = output.length();
        start("");
        start("a configured password");
        assertThat(output.toString().substring(printed)).doesNotContain("first operator");
        administrator
                .as("")
                .post("/v1/sessions", Api.credentials("admin", "a configured password"))
                .expectStatus()
                .isUnauthorized();
    }

    @Test
    void takesConfiguredPasswordAndNeverPrintsIt(CapturedOutput output) {
        start("a configured password");
        administrator.logIn("admin", "a configured password");
        assertThat(output).doesNotContain("a configured password");
    }

    @Test
    void administratorsTokenGivesANewPasswordToWhoeverLostIt() {
        start("");
        String password = administrator
                .json(administrator.call(HttpMethod.POST, "/v1/operators/admin/password", null))
                .get("password")
                .asString();
        administrator.logIn("admin", password);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11, 129})
    void refusesConfiguredPasswordOutsideItsLimits(int length) {
        assertThatThrownBy(() -> start("x".repeat(length)))
                .hasMessageContaining("reliable-message.administrator-password")
                .hasMessageContaining("12 to 128");
    }

    private void start(String configured) {
        new FirstOperator(operators, passwords, transactions, trail, configured).run(new DefaultApplicationArguments());
    }

    private int count() {
        return jdbc.sql("SELECT COUNT(*) FROM operator").query(Integer.class).single();
    }
}
