package io.reliablemessage.service.notice;

import java.time.Instant;

/** That an application wants to be told about a topic. */
public record NoticeInterest(String topic, String application, Instant createdAt) {}
