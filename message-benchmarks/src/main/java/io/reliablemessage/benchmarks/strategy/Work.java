package io.reliablemessage.benchmarks.strategy;

/** The payload. */
record Work(String no, String note) {}
