/** The life of one message, put together from what outbox, check-backs, deliveries, dead letters, notices and the audit trail recorded. */
@NullMarked
package io.reliablemessage.service.timeline;

import org.jspecify.annotations.NullMarked;
