package io.reliablemessage.benchmarks.path;

/** @param messages that went all the way */
public record PathResult(long messages, double seconds) {}
