package io.reliablemessage.quickstart.launcher;

import io.reliablemessage.quickstart.smoke.Smoke;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The program behind {@code ./start}. */
public final class Launcher {

    private Launcher() {}

    public static void main(String[] arguments) throws InterruptedException {
        Console console = new Console(new java.io.PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8));
        try {
            Options options = Options.parse(List.of(arguments), System.getenv());
            if (options.smoke()) {
                System.exit(smoke(options, console));
            }
            run(options, console);
        } catch (StartFailedException e) {
            console.say("");
            console.say(String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }

    private static void run(Options options, Console console) throws InterruptedException {
        DataFolder data = DataFolder.own(options.data());
        if (options.fresh()) {
            data.clear();
        }
        Ports ports = Ports.choose(options.environment());
        long began = System.nanoTime();
        Stack stack = new Stack(data, options.home(), ports, StackPlan.forPeople(), console);
        endWithThisJvm(stack, data, console);
        stack.start();
        console.say(welcome(stack, data, options, Duration.ofNanos(System.nanoTime() - began)));
        new CountDownLatch(1).await();
    }

    private static int smoke(Options options, Console console) {
        DataFolder data = temporaryFolder();
        console.say("Data of this run: " + data.path());
        Stack stack = new Stack(data, options.home(), Ports.free(), Smoke.plan(), console);
        AtomicBoolean ended = endWithThisJvm(stack, data, console);
        boolean good = started(stack, console) && new Smoke(stack, console, options.smokeOrders()).run();
        if (ended.compareAndSet(false, true)) {
            stack.close();
        }
        if (good) {
            data.delete();
        } else {
            console.say("The data and logs of this run are kept in " + data.path());
        }
        return good ? 0 : 1;
    }

    private static boolean started(Stack stack, Console console) {
        try {
            stack.start();
            return true;
        } catch (StartFailedException e) {
            console.say("");
            console.say(String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Ends everything on Ctrl-C, SIGTERM and failure alike, once. */
    private static AtomicBoolean endWithThisJvm(Stack stack, DataFolder data, Console console) {
        AtomicBoolean ended = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (ended.compareAndSet(false, true)) {
                                console.say("");
                                console.say("Ending what was started …");
                                stack.close();
                                data.close();
                                console.say("Everything has ended.");
                            }
                        },
                        "end"));
        return ended;
    }

    private static DataFolder temporaryFolder() {
        try {
            return DataFolder.own(Files.createTempDirectory("reliable-message-smoke-"));
        } catch (IOException e) {
            throw new StartFailedException(
                    "Cannot make a temporary folder in " + System.getProperty("java.io.tmpdir"), e);
        }
    }

    private static String welcome(Stack stack, DataFolder data, Options options, Duration took) {
        Path shown = data.path().startsWith(options.home())
                ? Path.of(".").resolve(options.home().relativize(data.path()))
                : data.path();
        return """

                Everything runs, after %s.

                  Open    %s   the console: log in as %s with %s, or with the password that you have set since
                          %s/reconciliation   there: orders, messages, points and coupons are compared every minute
                          %s   the shop: place orders, make trouble, watch each message
                          %s/swagger-ui/index.html   message-service's API; its administrator's token is in %s
                  Try     switch the broker off in the shop, place ten orders, switch it on again
                          kill -9 $(cat %s), or any other in that folder, while orders flow
                          let a consumer die after its commit: the effect stays one
                  Logs    %s

                Ctrl-C ends everything; the data stays for the next start, ./start --fresh begins anew.
                """.formatted(
                        Console.seconds(took),
                        stack.consoleUrl(),
                        Stack.ADMINISTRATOR,
                        stack.administratorPassword(),
                        stack.consoleUrl(),
                        stack.orderUrl(),
                        stack.serviceUrl(),
                        shown.resolve("secrets"),
                        shown.resolve("pids").resolve(Stack.POINTS),
                        shown.resolve("logs"));
    }
}
