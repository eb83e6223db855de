package io.reliablemessage.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A JVM that starts an embedded server and then does nothing, so that a test can kill it. */
final class OwnerProcess {

    private OwnerProcess() {}

    /** Arguments: kind of server, data directory. Prints the server's process id. */
    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[1]);
        long server = arguments[0].equals("mariadb")
                ? EmbeddedMariaDb.start(data, 0).pid()
                : EmbeddedRocketMq.start(data, 0, 0).pid();
        System.out.println(server);
        System.in.read();
    }

    static Started start(String kind, Path work, Path data) throws IOException {
        Process owner = new ProcessBuilder(
                        ChildProcesses.java(work, List.of(), OwnerProcess.class, List.of(kind, data.toString())))
                .redirectError(work.resolve("owner.log").toFile())
                .start();
        BufferedReader output = owner.inputReader(StandardCharsets.UTF_8);
        long server = Long.parseLong(output.readLine());
        return new Started(owner, ProcessHandle.of(server).orElseThrow());
    }

    static void sendCtrlC(long pid) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/kill", "-INT", Long.toString(pid)).start().waitFor();
    }

    record Started(Process owner, ProcessHandle server) {}
}
