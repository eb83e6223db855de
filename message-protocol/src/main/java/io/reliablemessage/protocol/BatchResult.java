package io.reliablemessage.protocol;

import java.util.List;

/**
 * The answer to a batch call: one result per item, in the order of the items.
 *
 * @param results as many as there were items
 */
public record BatchResult(List<ItemResult> results) {}
