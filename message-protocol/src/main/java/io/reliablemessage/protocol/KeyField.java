package io.reliablemessage.protocol;

/**
 * One named part of a composite business key.
 *
 * @param name a letter, then letters, digits, {@code _}, {@code .} or {@code -}; at most {@value BusinessKey#MAX_NAME_LENGTH} characters
 * @param value the value byte for byte as the business knows it; 1 to {@value BusinessKey#MAX_VALUE_LENGTH} characters, no control characters
 */
public record KeyField(String name, String value) {}
