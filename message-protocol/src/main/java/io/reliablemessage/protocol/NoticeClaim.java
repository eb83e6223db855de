package io.reliablemessage.protocol;

import java.util.List;

/**
 * The body of {@code POST /v1/notices/claim}: notices about the calling application's messages.
 *
 * @param topics 1 to {@value MessageLimits#MAX_NOTICE_TOPICS} topics that the caller can take notices of
 * @param max the most to return, 1 to {@value MessageLimits#MAX_NOTICES}
 */
public record NoticeClaim(List<String> topics, int max) {}
