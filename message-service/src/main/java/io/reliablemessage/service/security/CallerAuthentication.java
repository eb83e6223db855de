package io.reliablemessage.service.security;

import io.reliablemessage.protocol.management.Role;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** An authenticated caller. The token itself is not kept. */
final class CallerAuthentication extends AbstractAuthenticationToken {
    static final String APPLICATION = "APPLICATION";

    private final transient Caller caller;

    CallerAuthentication(Caller caller) {
        super(AuthorityUtils.createAuthorityList(authorities(caller)));
        this.caller = caller;
        setAuthenticated(true);
    }

    /** A role has the authorities of those before it as well; each is called as the role is. */
    private static List<String> authorities(Caller caller) {
        return caller.seesAll()
                ? Arrays.stream(Role.values())
                        .filter(caller::isAtLeast)
                        .map(Role::name)
                        .toList()
                : List.of(APPLICATION);
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return caller;
    }

    @Override
    public String getName() {
        return caller.name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallerAuthentication authentication && caller.equals(authentication.caller);
    }

    @Override
    public int hashCode() {
        return caller.hashCode();
    }
}
