package io.reliablemessage.quickstart.launcher;

import io.reliablemessage.embedded.EmbeddedMariaDb;
import io.reliablemessage.embedded.EmbeddedStartException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** MariaDB. */
final class DatabasePart implements Part {

    private final Path directory;
    private final int port;
    private @Nullable EmbeddedMariaDb server;
    private boolean stopped;

    DatabasePart(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public synchronized ProcessHandle start() {
        if (stopped) {
            throw new StartFailedException("The quickstart is ending");
        }
        try {
            EmbeddedMariaDb known = server;
            if (known == null) {
                known = EmbeddedMariaDb.start(directory, port);
                server = known;
            } else {
                // Also lets go of what watched over the process that died.
                known.kill();
                known.start();
            }
            return ProcessHandle.of(known.pid())
                    .orElseThrow(() -> new StartFailedException("MariaDB ended as soon as it was up"));
        } catch (EmbeddedStartException e) {
            throw new StartFailedException(e);
        }
    }

    synchronized EmbeddedMariaDb server() {
        if (server == null) {
            throw new IllegalStateException("MariaDB has not been started");
        }
        return server;
    }

    @Override
    public synchronized void kill() {
        if (server != null) {
            server.kill();
        }
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        if (server != null) {
            server.close();
        }
    }
}
