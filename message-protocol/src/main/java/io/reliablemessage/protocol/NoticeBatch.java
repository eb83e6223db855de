package io.reliablemessage.protocol;

import java.util.List;

/**
 * Notices that are the caller's for a while. One that is not acknowledged by then comes again, to any instance, later each time.
 *
 * @param notices the longest due first; empty if none is due
 * @param leaseMillis how long the caller has before they may go to somebody else
 */
public record NoticeBatch(List<Notice> notices, long leaseMillis) {}
