package io.reliablemessage.client.internal.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.InvalidPropertyException;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.internal.autoconfigure.ProducerAutoConfiguration;
import io.reliablemessage.client.internal.autoconfigure.ReliableMessageAutoConfiguration;
import io.reliablemessage.client.internal.consume.ConsumerAutoConfiguration;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesQuestion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/** With the starter, settings and beans are the books, and the endpoint is there. */
class ReconciliationAutoConfigurationTest {
    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    ReliableMessageAutoConfiguration.class,
                    ProducerAutoConfiguration.class,
                    ConsumerAutoConfiguration.class,
                    ReconciliationAutoConfiguration.class))
            .withPropertyValues(
                    "reliable-message.service-url=http://127.0.0.1:1",
                    "reliable-message.application=shop",
                    "reliable-message.token=rm_app_right",
                    "reliable-message.consumer.enabled=false",
                    "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

    static class Points {
        @ReliableMessageListener(topic = "order-paid", group = "points")
        void book(String order) {}

        @ReliableMessageListener(topic = "order-paid", group = "coupon")
        void give(String order) {}
    }

    @Test
    void settingsAndListenersAreTheBooks() {
        runner.withBean(Points.class)
                .withPropertyValues(
                        "reliable-message.reconciliation.facts.orders.topic=order-paid",
                        "reliable-message.reconciliation.facts.orders.table=information_schema.tables",
                        "reliable-message.reconciliation.facts.orders.key=orderNo=table_name, status='PAID'",
                        "reliable-message.reconciliation.facts.orders.time=last_modification",
                        "reliable-message.reconciliation.effects.coupons.topic=order-paid",
                        "reliable-message.reconciliation.effects.coupons.group=coupon",
                        "reliable-message.reconciliation.effects.coupons.table=rm_fence",
                        "reliable-message.reconciliation.effects.coupons.key=orderNo=message_id",
                        "reliable-message.reconciliation.effects.coupons.time=created_at",
                        "reliable-message.reconciliation.effects.coupons.kept=30d",
                        "reliable-message.reconciliation.effects.coupons.zone=Asia/Shanghai")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    ReconciliationFilter filter = context.getBean(ReconciliationFilter.class);
                    byte[] body = JsonMapper.shared()
                            .writeValueAsBytes(new SourcesQuestion(UUID.randomUUID(), "shop", Instant.EPOCH));
                    MockHttpServletRequest request =
                            new MockHttpServletRequest("POST", "/reliable-message/reconciliation/sources");
                    long now = Clock.systemUTC().millis();
                    byte[] key = CheckSignature.keyOf("rm_app_right");
                    request.setContent(body);
                    request.addHeader(CheckSignature.TIMESTAMP_HEADER, now);
                    request.addHeader(
                            CheckSignature.SIGNATURE_HEADER,
                            CheckSignature.signRequest(List.of(key), "sources", now, body));
                    MockHttpServletResponse response = new MockHttpServletResponse();
                    filter.doFilter((jakarta.servlet.ServletRequest) request, response, new MockFilterChain());
                    assertThat(response.getStatus()).isEqualTo(200);
                    SourcesAnswer answer =
                            JsonMapper.shared().readValue(response.getContentAsByteArray(), SourcesAnswer.class);
                    assertThat(answer.sources())
                            .extracting(source -> source.group() + " " + source.identifiedBy())
                            .containsExactly("null BUSINESS_KEY", "coupon BUSINESS_KEY", "points MESSAGE_ID");
                    assertThat(answer.sources().get(0).keptSince()).isNull();
                    assertThat(answer.sources().get(1).keptSince())
                            .isBetween(
                                    Instant.ofEpochMilli(now).minus(Duration.ofDays(30)),
                                    Instant.ofEpochMilli(now).minus(Duration.ofDays(29)));
                    assertThat(context.getBean(
                                            "reliableMessageReconciliationPaths",
                                            DelegatingFilterProxyRegistrationBean.class)
                                    .getUrlPatterns())
                            .containsExactly("/reliable-message/reconciliation/*");
                });
    }

    @Test
    void wrongSettingsAreNamed() {
        refused("reconciliation.facts.orders.table must be set", "facts.orders.topic=order-paid");
        refused(
                "reconciliation.facts.orders is no book: The table is 'orders; --'",
                "facts.orders.topic=order-paid",
                "facts.orders.table=orders; --",
                "facts.orders.key=orderNo=order_no",
                "facts.orders.time=paid_at");
        refused(
                "'orderNo' is no field of a key",
                "facts.orders.topic=order-paid",
                "facts.orders.table=orders",
                "facts.orders.key=orderNo",
                "facts.orders.time=paid_at");
        refused(
                "reconciliation.facts.orders is no book: kept must be 1 to 36500 days; it is PT1H",
                "facts.orders.topic=order-paid",
                "facts.orders.table=orders",
                "facts.orders.key=orderNo=order_no",
                "facts.orders.time=paid_at",
                "facts.orders.kept=1h");
        refused("reconciliation.time-limit must be 1 s to 1 min", "time-limit=500ms");
    }

    private void refused(String words, String... settings) {
        WebApplicationContextRunner some = runner;
        for (String setting : settings) {
            some = some.withPropertyValues("reliable-message.reconciliation." + setting);
        }
        some.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining(words));
    }

    @Test
    void canBeSwitchedOff() {
        runner.withPropertyValues("reliable-message.reconciliation.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Reconciliation.class));
    }

    @Test
    void needsNoDatabase() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ReliableMessageAutoConfiguration.class,
                        ConsumerAutoConfiguration.class,
                        ReconciliationAutoConfiguration.class))
                .withPropertyValues(
                        "reliable-message.service-url=http://127.0.0.1:1",
                        "reliable-message.application=shop",
                        "reliable-message.token=rm_app_right",
                        "reliable-message.consumer.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Reconciliation.class));
    }
}
