package io.reliablemessage.service.scheduling;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

/** The order of a shutdown, highest phase first; see the package's description. */
final class SchedulingPhases {
    /** Turns finish their step here; the web server has answered its last call by then. */
    static final int TURNS = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

    static final int HEARTBEAT = TURNS - 1024;

    private SchedulingPhases() {}
}
