package io.reliablemessage.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.WebhookKind;
import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.alert.AlertKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FormatsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final String SECRET = "SEC0123456789";
    private static final String NASTY =
            "a [link](http://evil.example) <!channel> <@all> *bold* `code` <font color=red>\n# title & more "
                    + "界".repeat(8_000);

    private final Format dingTalk = new DingTalkFormat(JSON);
    private final Format feishu = new FeishuFormat(JSON);
    private final Format weCom = new WeComFormat(JSON);
    private final Format slack = new SlackFormat(JSON);
    private final Format json = new JsonFormat(JSON);

    /** Computed with the vendors' own samples, outside of this code. */
    @Test
    void dingTalkIsSignedInTheAddress() {
        Format.Call call = dingTalk.write(webhook(WebhookKind.DINGTALK, SECRET, "en"), alert("why"), NOW);
        assertThat(call.url().toString())
                .isEqualTo(
                        "https://host.example/send?access_token=t0ken&timestamp=1700000000123&sign=TJcZCaw2244L6ShEhzB3a1XAY4k0W7YNHxgR24gEwZI%3D");
        JsonNode body = JSON.readTree(call.body());
        assertThat(body.at("/msgtype").asString()).isEqualTo("markdown");
        assertThat(body.at("/markdown/title").asString()).isEqualTo("Reliable Message: the books differ");
        assertThat(body.at("/markdown/text").asString())
                .contains("- **Topic**: orders_paid-1\n")
                .contains("- **Found**: missing message 2, unconsumed 1\n")
                .contains("2026-11-30T10:00:00Z – 2026-11-30T10:10:00Z");
    }

    @Test
    void feishuIsSignedInTheBody() {
        Format.Call call = feishu.write(webhook(WebhookKind.FEISHU, SECRET, "zh"), alert("why"), NOW);
        assertThat(call.url()).isEqualTo(URI.create("https://host.example/send?access_token=t0ken"));
        JsonNode body = JSON.readTree(call.body());
        assertThat(body.at("/timestamp").asString()).isEqualTo("1700000000");
        assertThat(body.at("/sign").asString()).isEqualTo("ukltNRENYMvqlIpTDbO14XaB5X9Lc3nYKcFTY1Yb7Rk=");
        assertThat(body.at("/msg_type").asString()).isEqualTo("post");
        assertThat(body.at("/content/post/zh_cn/title").asString()).isEqualTo("可靠消息：账目不一致");
        assertThat(body.at("/content/post/zh_cn/content/2/0/text").asString()).isEqualTo("发现: 缺少消息 2，未消费 1");
        assertThat(JSON.readTree(feishu.write(webhook(WebhookKind.FEISHU, null, "en"), alert("why"), NOW)
                                .body())
                        .has("sign"))
                .isFalse();
    }

    @Test
    void jsonIsSignedInAHeader() {
        Format.Call call = json.write(webhook(WebhookKind.JSON, SECRET, "en"), alert("why"), NOW);
        assertThat(call.headers())
                .containsEntry(JsonFormat.ID_HEADER, alert("why").id())
                .containsEntry(JsonFormat.SIGNATURE_HEADER, JsonFormat.signature(SECRET, 1_700_000_000, call.body()));
        assertThat(JsonFormat.signature(SECRET, 1_700_000_000, "{}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("t=1700000000,v1=499a7f32340da6c46bf092f42ba069819a6bb3157e3d1ca05a26715f755763be");
        JsonNode body = JSON.readTree(call.body());
        assertThat(body.at("/kind").asString()).isEqualTo("DISCREPANCIES");
        assertThat(body.at("/counts/MISSING_MESSAGE").asInt()).isEqualTo(2);
        assertThat(body.has("webhooks")).isFalse();
    }

    @Test
    void nothingInAValueIsMarkup() {
        Alert nasty = alert(NASTY);
        for (Format markdown : List.of(dingTalk, weCom)) {
            JsonNode body = JSON.readTree(markdown.write(webhook(WebhookKind.DINGTALK, null, "en"), nasty, NOW)
                    .body());
            String text = body.at("/markdown")
                    .get(markdown == dingTalk ? "text" : "content")
                    .asString();
            String detail = text.substring(text.indexOf("**Detail**: ") + 12)
                    .lines()
                    .findFirst()
                    .orElseThrow();
            assertThat(detail).doesNotContainPattern("[\\[\\]()<>*`#@!]").startsWith("a ［link］（http://evil.example）");
        }
        JsonNode blocks = JSON.readTree(slack.write(webhook(WebhookKind.SLACK, null, "en"), nasty, NOW)
                        .body())
                .get("blocks");
        assertThat(blocks.get(4).at("/text/text").asString())
                .contains("&lt;!channel&gt; &lt;@all&gt;")
                .contains("title &amp; more")
                .doesNotContain("<", "\n");
        JsonNode parts = JSON.readTree(feishu.write(webhook(WebhookKind.FEISHU, null, "en"), nasty, NOW)
                        .body())
                .at("/content/post/en_us/content/3/0");
        assertThat(parts.get("tag").asString()).isEqualTo("text");
        assertThat(parts.get("text").asString()).doesNotContain("\n");
    }

    @Test
    void everyPlacesLimitIsKept() {
        Alert longest = alert("\"\\".repeat(500) + NASTY);
        assertThat(body(dingTalk, WebhookKind.DINGTALK, longest)).hasSizeLessThanOrEqualTo(20_000);
        assertThat(body(feishu, WebhookKind.FEISHU, longest)).hasSizeLessThanOrEqualTo(20_000);
        JsonNode content =
                JSON.readTree(body(weCom, WebhookKind.WECOM, longest)).at("/markdown/content");
        assertThat(content.asString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4_096);
        Alert escaped = alert("&".repeat(4_000));
        JSON.readTree(body(slack, WebhookKind.SLACK, escaped))
                .get("blocks")
                .forEach(block -> assertThat(block.at("/text/text").asString().length())
                        .isLessThanOrEqualTo(block.get("type").asString().equals("header") ? 150 : 3_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DINGTALK|200|{\"errcode\":0,\"errmsg\":\"ok\"}|",
                "DINGTALK|200|{\"errcode\":310000,\"errmsg\":\"sign not match\"}|errcode 310000: sign not match",
                "DINGTALK|200|<html>welcome|The answer has no errcode: <html>welcome",
                "DINGTALK|502|bad gateway|HTTP status 502: bad gateway",
                "WECOM|200|{\"errcode\":0,\"errmsg\":\"ok\"}|",
                "WECOM|200|{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}|errcode 93000: invalid webhook url",
                "FEISHU|200|{\"code\":0,\"msg\":\"success\",\"data\":{}}|",
                "FEISHU|200|{\"StatusCode\":0,\"StatusMessage\":\"success\"}|",
                "FEISHU|200|{\"code\":19021,\"msg\":\"sign match fail\"}|code 19021: sign match fail",
                "FEISHU|400|{\"code\":9499,\"msg\":\"Bad Request\"}|code 9499: Bad Request",
                "FEISHU|200|{}|The answer has no code: {}",
                "SLACK|200|ok|",
                "SLACK|200|<html>|The answer is not ok: <html>",
                "SLACK|404|no_service|HTTP status 404: no_service",
                "JSON|204||",
                "JSON|500|oops|HTTP status 500: oops",
                "JSON|302||HTTP status 302"
            })
    void aStatusOf200CanBeARefusal(WebhookKind kind, int status, @Nullable String body, @Nullable String refusal) {
        Format format = switch (kind) {
            case DINGTALK -> dingTalk;
            case FEISHU -> feishu;
            case WECOM -> weCom;
            case SLACK -> slack;
            case JSON -> json;
        };
        assertThat(format.refusal(status, body == null ? "" : body)).isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void everyKindAndTypeHasWords(String language) {
        for (AlertKind kind : AlertKind.values()) {
            assertThat(AlertText.of(
                                    Alert.ofRun(kind, UUID.randomUUID(), "t", NOW, NOW, Map.of(), null, List.of()),
                                    language)
                            .title())
                    .isNotBlank();
        }
        for (io.reliablemessage.protocol.management.DiscrepancyType type :
                io.reliablemessage.protocol.management.DiscrepancyType.values()) {
            Alert one = Alert.ofRepair(UUID.randomUUID(), 3, type.name(), "t", "why", List.of());
            assertThat(AlertText.of(one, language).lines().get(1).value()).doesNotContain("_");
        }
    }

    @Test
    void whatOpensAPlaceIsInNoTextAboutIt() {
        Webhook webhook = new Webhook(
                "w",
                WebhookKind.SLACK,
                URI.create("https://host.example:8443/services/T0/B0/xyz?key=abcd1234"),
                SECRET,
                "en");
        assertThat(webhook.toString()).isEqualTo("Webhook[w, SLACK, https://host.example:8443/]");
        assertThat(webhook.redact("POST " + webhook.url() + " failed: /services/T0/B0/xyz abcd1234 " + SECRET))
                .doesNotContain("xyz", "abcd1234", SECRET);
    }

    private static byte[] body(Format format, WebhookKind kind, Alert alert) {
        return format.write(webhook(kind, null, "zh"), alert, NOW).body();
    }

    private static Webhook webhook(WebhookKind kind, @Nullable String secret, String language) {
        return new Webhook("w", kind, URI.create("https://host.example/send?access_token=t0ken"), secret, language);
    }

    private static Alert alert(String detail) {
        return Alert.ofRun(
                AlertKind.DISCREPANCIES,
                UUID.fromString("0190a1b2-0000-7000-8000-000000000001"),
                "orders_paid-1",
                Instant.parse("2026-11-30T10:00:00Z"),
                Instant.parse("2026-11-30T10:10:00Z"),
                Map.of("MISSING_MESSAGE", 2L, "UNCONSUMED", 1L),
                detail,
                List.of("w"));
    }
}
