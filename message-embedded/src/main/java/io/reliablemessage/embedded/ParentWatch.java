package io.reliablemessage.embedded;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends a server that cannot watch its parent itself. A shell reads from a pipe that only this JVM holds open; when the
 * JVM dies, however it dies, the pipe closes and the shell asks the server to end.
 */
public final class ParentWatch {

    private ParentWatch() {}

    /** Returns the watching process, to be killed before the server is; null where there is no Unix shell. */
    public static @Nullable Process start(long server) throws IOException {
        if (ChildProcesses.isWindows()) {
            return null;
        }
        return ChildProcesses.sheltered(List.of("/bin/sh", "-c", "read -r ignored; kill -TERM " + server))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
