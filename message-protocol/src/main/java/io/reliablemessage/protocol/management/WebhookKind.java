package io.reliablemessage.protocol.management;

/** Whose format a webhook's call has. */
public enum WebhookKind {
    DINGTALK,
    FEISHU,
    WECOM,
    SLACK,
    /** JSON of our own. */
    JSON
}
