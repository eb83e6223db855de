package io.reliablemessage.protocol.management;

import org.jspecify.annotations.Nullable;

/** @param reason why, for those who ask later; 1 to 500 characters */
public record Reason(@Nullable String reason) {}
