package io.reliablemessage.protocol.management;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When and how a topic's books are compared; what is left out has its default.
 *
 * @param enabled left out: true. Otherwise only runs started by hand
 * @param cron when runs begin, a Quartz cron expression in UTC, at most 120 characters; left out: every ten minutes
 * @param lag how far behind now a scheduled run's window ends, 1 second to 1 day; left out: 1 minute
 * @param overlap how far a window reaches back into the one before, 0 to 1 day; left out: 5 minutes
 * @param horizon how long something may be on one side only before it is a discrepancy, 1 second to 30 days; left out: 1 hour
 * @param maxWindow the longest window of a scheduled run, 1 minute to 7 days; left out: 1 day. A run that has to catch up begins further ones
 * @param factsFrom the applications whose facts the messages tell of, at most 8; left out: facts are not compared
 * @param amountField a JSON pointer into the payload, {@code /total} say, at most 200 characters: amounts are summed and compared;
 *     left out: there are none
 * @param repairs left out, all or some: {@code MISSING_MESSAGE}, {@code UNCONSUMED}, {@code FALSE_RECEIPT}, {@code UNRECEIPTED_EFFECT} and {@code BROKEN_STATE} after approval, the others never.
 *     {@code GHOST_MESSAGE}, {@code CONFLICTING_CONTENT} and {@code DUPLICATE_EFFECT} cannot be anything else
 * @param webhooks names of webhooks that are told of runs with discrepancies or without result, at most 8
 */
public record ReconciliationRules(
        @Nullable Boolean enabled,
        @Nullable String cron,
        @Nullable Duration lag,
        @Nullable Duration overlap,
        @Nullable Duration horizon,
        @Nullable Duration maxWindow,
        @Nullable List<String> factsFrom,
        @Nullable String amountField,
        @Nullable Map<DiscrepancyType, RepairMode> repairs,
        @Nullable List<String> webhooks) {}
