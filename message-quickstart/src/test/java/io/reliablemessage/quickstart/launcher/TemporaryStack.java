package io.reliablemessage.quickstart.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A stack on free ports that keeps nothing but its logs, for tests of the whole system. It ends with this JVM at the latest. */
public final class TemporaryStack implements AutoCloseable {

    private final DataFolder data;
    private final Stack stack;
    private boolean closed;

    private TemporaryStack(DataFolder data, Stack stack) {
        this.data = data;
        this.stack = stack;
    }

    /**
     * Starts everything and returns when all of it works.
     *
     * @param home the top of the repository
     * @param folder what it keeps while it runs, and its logs
     * @throws StartFailedException when a part does not come up; nothing runs then
     */
    public static TemporaryStack start(Path home, Path folder, StackPlan plan) {
        DataFolder data = DataFolder.own(folder);
        Stack stack = new Stack(data, home, Ports.free(), plan, new Console(log(data)));
        TemporaryStack temporary = new TemporaryStack(data, stack);
        Runtime.getRuntime().addShutdownHook(new Thread(temporary::close, "end of the temporary stack"));
        try {
            stack.start();
        } catch (StartFailedException e) {
            temporary.close();
            throw e;
        }
        return temporary;
    }

    public Stack stack() {
        return stack;
    }

    public String serviceUrl() {
        return stack.serviceUrl();
    }

    /** Opens message-service's management API. */
    public String administratorToken() {
        return Secrets.open(data.resolve("secrets"))
                .find(Stack.ADMINISTRATOR_TOKEN)
                .orElseThrow();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stack.close();
        try {
            for (String content : List.of("mariadb", "rocketmq", "config", "tmp")) {
                PrivateFiles.deleteTree(data.resolve(content));
            }
            Files.deleteIfExists(data.resolve("secrets"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete what was kept in " + data.path(), e);
        } finally {
            data.close();
        }
    }

    private static PrintStream log(DataFolder data) {
        try {
            return new PrintStream(data.log("launcher").toFile(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
