package io.reliablemessage.protocol.management;

/**
 * What an administrator says about a person.
 *
 * @param displayName 1 to 100 characters
 */
public record OperatorChange(String displayName, Role role, boolean disabled) {}
