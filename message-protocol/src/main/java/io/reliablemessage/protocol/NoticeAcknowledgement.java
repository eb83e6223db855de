package io.reliablemessage.protocol;

import java.util.List;

/**
 * The body of {@code POST /v1/notices/ack}. Numbers that are acknowledged already, or belong to another application, are ignored.
 *
 * @param numbers at most {@value MessageLimits#MAX_BATCH_ITEMS}, see {@link Notice#number()}
 */
public record NoticeAcknowledgement(List<Long> numbers) {}
