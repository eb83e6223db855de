package io.reliablemessage.protocol.management;

/**
 * Who a session or an administrator's token belongs to.
 *
 * @param passwordIsGiven whether the password was made by somebody else and should be changed
 */
public record CurrentOperator(String name, String displayName, Role role, boolean passwordIsGiven) {}
