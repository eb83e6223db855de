package io.reliablemessage.client.internal.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.CheckBackAnswer;
import io.reliablemessage.client.JdbcReconciliationSource;
import io.reliablemessage.client.ReliableMessageClient;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesQuestion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Without Spring Boot the books are named to the builder, and the HTTP server passes the questions on. */
class PlainReconciliationTest {

    @Test
    void questionsAreAnsweredFromTheBooksOfTheBuilder() {
        try (Store store = Stores.H2.fresh();
                ReliableMessageClient client = ReliableMessageClient.builder()
                        .serviceUrl("http://127.0.0.1:1")
                        .application("shop")
                        .token("rm_app_right")
                        .dataSource(store.dataSource())
                        .reconciliationTimeLimit(Duration.ofSeconds(5))
                        .reconcile(JdbcReconciliationSource.facts("orders", store.dataSource())
                                .table("rm_fence")
                                .key("id", "message_id")
                                .time("created_at")
                                .build())
                        .build()) {
            byte[] body = JsonMapper.shared()
                    .writeValueAsBytes(new SourcesQuestion(UUID.randomUUID(), "shop", Instant.EPOCH));
            long now = Clock.systemUTC().millis();
            String signature =
                    CheckSignature.signRequest(List.of(CheckSignature.keyOf("rm_app_right")), "sources", now, body);
            CheckBackAnswer answer = client.reconcile("/reconciliation/sources", Long.toString(now), signature, body);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsKeys(CheckSignature.SIGNATURE_HEADER, CheckSignature.TIMESTAMP_HEADER);
            assertThat(JsonMapper.shared()
                            .readValue(answer.body(), SourcesAnswer.class)
                            .sources())
                    .extracting(SourcesAnswer.Source::topic)
                    .containsExactly("orders");
            assertThat(client.reconcile("/reconciliation/sources", Long.toString(now), signature, body)
                            .status())
                    .isEqualTo(409);
        }
    }
}
