package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One Quartz trigger, which is one group of a duty.
 *
 * @param name the duty and its group of shards, as in "redelivery 2/4"
 * @param state Quartz's word: BLOCKED while a node has the turn, WAITING or ACQUIRED between turns; PAUSED and ERROR need a person
 * @param node who has the turn; {@code null}: nobody
 * @param since when that turn began, by that node's clock
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TurnState(
        String name,
        String state,
        @Nullable String node,
        @Nullable Instant since) {}
