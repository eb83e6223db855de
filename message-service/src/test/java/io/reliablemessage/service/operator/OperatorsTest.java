package io.reliablemessage.service.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

@ServiceTest
class OperatorsTest {
    private final Api administrator;
    private final JdbcClient jdbc;
    private final Operators operators;

    OperatorsTest(RestTestClient http, JdbcClient jdbc, Operators operators) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.operators = operators;
    }

    @Test
    void personIsRegisteredChangedAndListed() {
        String name = Api.name("ann");
        put(name, "Ann", Role.VIEWER, false)
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.name")
                .isEqualTo(name)
                .jsonPath("$.displayName")
                .isEqualTo("Ann")
                .jsonPath("$.external")
                .isEqualTo(false)
                .jsonPath("$.lastLoginAt")
                .doesNotExist();
        put(name, " Ann B. ", Role.OPERATOR, false)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.displayName")
                .isEqualTo("Ann B.")
                .jsonPath("$.role")
                .isEqualTo("OPERATOR");
        assertThat(administrator.call(HttpMethod.GET, "/v1/operators?limit=200", null))
                .contains("\"" + name + "\"")
                .doesNotContain("$2");
        assertThat(audited(name))
                .containsExactly(
                        "OPERATOR_CHANGED - {\"displayName\":\"Ann\",\"role\":\"VIEWER\",\"disabled\":false}",
                        "OPERATOR_CHANGED {\"displayName\":\"Ann\",\"role\":\"VIEWER\",\"disabled\":false} "
                                + "{\"displayName\":\"Ann B.\",\"role\":\"OPERATOR\",\"disabled\":false}");
    }

    @Test
    void whatChangesNothingIsNotNoted() {
        String name = Api.name("ann");
        put(name, "Ann", Role.VIEWER, false).expectStatus().isCreated();
        put(name, "Ann", Role.VIEWER, false).expectStatus().isOk();
        assertThat(audited(name)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann",
                "oidc:ann",
                "-ann",
                "ann b",
                "änn",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg"
            })
    void namesOutsideTheirLimitsAreRefused(String name) {
        put(name, "Ann", Role.VIEWER, false)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("operator")
                .jsonPath("$.limit")
                .isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"message-service", "unknown"})
    void namesThatTheAuditTrailUsesForNobodyAreRefused(String name) {
        put(name, "Ann", Role.VIEWER, false)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("operator");
    }

    @Test
    void whatIsMissingOrTooLongIsNamed() {
        String path = "/v1/operators/" + Api.name("ann");
        refusedField(path, "{\"displayName\":\"Ann\",\"disabled\":false}", "role");
        refusedField(path, "{\"role\":\"VIEWER\",\"disabled\":false}", "displayName");
        refusedField(
                path,
                "{\"displayName\":\"" + "x".repeat(101) + "\",\"role\":\"VIEWER\",\"disabled\":false}",
                "displayName");
        administrator
                .post("/v1/operators/" + Api.name("ghost") + "/password", null)
                .expectStatus()
                .isNotFound();
    }

    @Test
    void nobodyChangesTheirOwnRoleOrDisablesThemselves() {
        String name = Api.name("eve");
        Api person = administrator.person(name, Role.ADMINISTRATOR);
        for (OperatorChange change : List.of(
                new OperatorChange("Eve", Role.VIEWER, false), new OperatorChange("Eve", Role.ADMINISTRATOR, true))) {
            person.put("/v1/operators/" + name, Api.body(change)).expectStatus().isEqualTo(HttpStatus.CONFLICT);
        }
        person.post("/v1/operators/" + name + "/password", null).expectStatus().isEqualTo(HttpStatus.CONFLICT);
        person.put("/v1/operators/" + name, Api.body(new OperatorChange("Eve E.", Role.ADMINISTRATOR, false)))
                .expectStatus()
                .isOk();
    }

    @Test
    void operatorAndViewerManageNobody() {
        for (Role role : List.of(Role.VIEWER, Role.OPERATOR)) {
            String name = Api.name("bob");
            Api person = administrator.person(name, role);
            person.get("/v1/operators").expectStatus().isForbidden();
            person.put("/v1/operators/" + name, Api.body(new OperatorChange("Bob", Role.ADMINISTRATOR, false)))
                    .expectStatus()
                    .isForbidden();
            person.post("/v1/operators/admin/password", null).expectStatus().isForbidden();
            assertThat(jdbc.sql("SELECT CONCAT_WS(' ', role, action, target, outcome) FROM audit WHERE actor = :name "
                                    + "AND outcome = 'REFUSED'")
                            .param("name", name)
                            .query(String.class)
                            .list())
                    .as("one entry for all three")
                    .containsExactly(role + " ACCESS_DENIED GET /v1/operators REFUSED");
        }
    }

    @Test
    void issuedPasswordIsShownOnceAndMustNotBeOnesOwn() {
        String name = Api.name("ann");
        Api person = administrator.person(name, Role.VIEWER);
        person.get("/v1/sessions/current").expectStatus().isOk();
        administrator
                .post("/v1/operators/" + name + "/password", null)
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectBody()
                .jsonPath("$.password")
                .value(password -> assertThat((String) password).hasSize(24));
        person.get("/v1/sessions/current").expectStatus().isUnauthorized();
    }

    /** Each of all administrators is disabled or demoted by somebody else at the same time. */
    @Test
    void lastAdministratorStaysHoweverManyLeaveAtOnce() throws Exception {
        List<String> all = new ArrayList<>(List.of("admin"));
        for (int i = 0; i < 4; i++) {
            String name = Api.name("eve");
            administrator.password(name, Role.ADMINISTRATOR);
            all.add(name);
        }
        jdbc.sql("UPDATE operator SET role = 'VIEWER' WHERE role = 'ADMINISTRATOR' AND name NOT IN (:all)")
                .param("all", all)
                .update();
        Caller token = new Caller(null, "first administrator", Role.ADMINISTRATOR);
        List<Boolean> left = Together.run(all.size(), i -> () -> {
            try {
                operators.put(
                        token,
                        all.get(i),
                        new OperatorChange("Leaving", i % 2 == 0 ? Role.OPERATOR : Role.ADMINISTRATOR, i % 2 == 1));
                return true;
            } catch (ProblemException e) {
                assertThat(e.status()).isEqualTo(HttpStatus.CONFLICT);
                return false;
            }
        });
        assertThat(left).containsOnlyOnce(false);
        assertThat(jdbc.sql("SELECT COUNT(*) FROM operator WHERE role = 'ADMINISTRATOR' AND disabled = 0")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        jdbc.sql("UPDATE operator SET role = 'ADMINISTRATOR', disabled = 0 WHERE name = 'admin'")
                .update();
    }

    @Test
    void administratorWithoutPasswordDoesNotCountAsTheLast() {
        String withoutPassword = Api.name("eve");
        put(withoutPassword, "Eve", Role.ADMINISTRATOR, false).expectStatus().isCreated();
        List<String> others = jdbc.sql(
                        "SELECT name FROM operator WHERE role = 'ADMINISTRATOR' AND disabled = 0 AND password_hash IS NOT NULL AND name <> 'admin'")
                .query(String.class)
                .list();
        others.forEach(
                name -> put(name, "Other", Role.VIEWER, false).expectStatus().isOk());
        put("admin", "Admin", Role.OPERATOR, false)
                .expectStatus()
                .isEqualTo(HttpStatus.CONFLICT)
                .expectBody()
                .jsonPath("$.detail")
                .value(detail -> assertThat((String) detail).contains("last administrator"));
    }

    private RestTestClient.ResponseSpec put(String name, String displayName, Role role, boolean disabled) {
        return administrator.put("/v1/operators/" + name, Api.body(new OperatorChange(displayName, role, disabled)));
    }

    private void refusedField(String path, String body, String field) {
        administrator
                .put(path, body)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field);
    }

    private List<String> audited(String name) {
        return jdbc.sql(
                        "SELECT CONCAT_WS(' ', action, COALESCE(state_before, '-'), state_after) FROM audit WHERE target = :target ORDER BY number")
                .param("target", "operator " + name)
                .query(String.class)
                .list();
    }
}
