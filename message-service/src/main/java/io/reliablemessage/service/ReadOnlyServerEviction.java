package io.reliablemessage.service;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Gives a connection up when its server turns out to be read-only: after a failover the old primary answers, but takes no writes, and
 * by its SQL state the pool would keep such connections. The codes are 1290 (read_only), 1792 (read-only transaction) and 1836
 * (read-only mode).
 */
public final class ReadOnlyServerEviction implements SQLExceptionOverride {

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case 1290, 1792, 1836 -> Override.MUST_EVICT;
            default -> Override.CONTINUE_EVICT;
        };
    }
}
