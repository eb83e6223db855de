package io.reliablemessage.service.scheduling;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

/** The order of a shutdown, highest phase first; see the package's description. */
public final class SchedulingPhases {
    /** Turns finish their step here; the web server has answered its last call by then. */
    static final int TURNS = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

    /** For what turns and calls hand work to, such as publishers that drain: stopped after the last turn, started before the first. */
    public static final int AFTER_TURNS = TURNS - 1024;

    private SchedulingPhases() {}
}
