package io.reliablemessage.service.deadletter;

import java.util.UUID;

/** What a case is about: there is at most one case per message and subscription. */
public record CaseKey(UUID messageId, int subscriptionId) {}
