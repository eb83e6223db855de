package io.reliablemessage.quickstart.smoke;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What runs and is put to the test, and how its processes are killed. The names of its parts are those of {@code Stack}. */
public interface Installation {

    /**
     * Parts that are killed one after another.
     *
     * @param percent of the orders that have been placed before
     */
    record Kills(int percent, List<String> parts) {}

    /** The producer in mode {@code prepare}. */
    String orderUrl();

    /** The producer in mode {@code local}. */
    String secondOrderUrl();

    String pointsUrl();

    String couponUrl();

    String warehouseUrl();

    /** Opens the trouble endpoints of the shop's services. */
    String controlSecret();

    /** A connection that may read every schema; the schemas are named like the services, with underscores. */
    Connection connect() throws SQLException;

    /** What is to be killed while orders flow. */
    List<Kills> kills();

    /** How long orders must flow at the least, so that they do while all of that happens. */
    Duration shortestRun();

    /** Kills the part without warning, and sees to it that it runs again. */
    void kill(String part);

    /** How often the part has died since the installation was first up. */
    int deaths(String part);
}
