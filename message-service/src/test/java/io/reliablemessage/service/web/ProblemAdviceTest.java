package io.reliablemessage.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.hibernate.TransactionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@ExtendWith(OutputCaptureExtension.class)
class ProblemAdviceTest {
    private final RestTestClient http = RestTestClient.bindToController(new Broken())
            .configureServer(server -> server.setControllerAdvice(new ProblemAdvice()))
            .build();

    @Test
    void databaseThatIsAwayIsAskedAgainLater(CapturedOutput output) {
        http.get()
                .uri("/database")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                .expectHeader()
                .valueEquals("Retry-After", "5")
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo(503);
        assertThat(output).contains("the caller will repeat it").contains("CannotGetJdbcConnectionException");
    }

    @Test
    void connectionThatBreaksInATransactionIsADatabaseThatIsAway() {
        http.get().uri("/broken-transaction").exchange().expectStatus().isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    }

    @Test
    void misuseOfTheDriverIsNoDatabaseThatIsAway() {
        http.get().uri("/misuse").exchange().expectStatus().isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    }

    @Test
    void unexpectedFailureKeepsItsDetailsToTheLog(CapturedOutput output) {
        http.get()
                .uri("/bug")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR)
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The service failed; its log says why");
        assertThat(output).containsOnlyOnce("GET /bug failed").contains("secret detail");
    }

    @RestController
    static class Broken {
        @GetMapping("/database")
        String database() {
            throw new CannotGetJdbcConnectionException("no connection", new SQLException("away"));
        }

        @GetMapping("/broken-transaction")
        String brokenTransaction() {
            throw new JpaSystemException(new TransactionException("Unable to rollback against JDBC Connection"));
        }

        @GetMapping("/misuse")
        String misuse() {
            throw new TransientDataAccessResourceException(
                    "Parameter index out of bounds", new SQLException("5 is not between 1 and 3", "S1009"));
        }

        @GetMapping("/bug")
        String bug() {
            throw new IllegalStateException("secret detail");
        }
    }
}
