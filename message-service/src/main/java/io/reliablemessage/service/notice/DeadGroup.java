package io.reliablemessage.service.notice;

import java.util.UUID;

/** A message that has just become a dead letter of a subscription's group. */
public record DeadGroup(UUID messageId, int subscriptionId) {}
