package io.reliablemessage.benchmarks.path;

import java.util.List;

/**
 * What is sent along a path.
 *
 * @param groups who gives a receipt, one after the other
 */
public record PathShape(List<String> groups, int payloadBytes) {}
