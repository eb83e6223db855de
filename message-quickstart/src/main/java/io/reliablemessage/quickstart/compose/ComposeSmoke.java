package io.reliablemessage.quickstart.compose;

import io.reliablemessage.quickstart.launcher.Console;
import io.reliablemessage.quickstart.smoke.Smoke;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The part of {@code bin/compose-smoke} that places orders and counts.
 *
 * <p>{@code trouble N} places that many orders while every container is killed in turn, checks the books, and leaves the shop with five
 * orders a second coming in. {@code books} ends that and checks the books again, when containers have been stopped and started meanwhile.
 */
public final class ComposeSmoke {

    private ComposeSmoke() {}

    public static void main(String[] arguments) throws Exception {
        Console console =
                new Console(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        ComposeInstallation installation = new ComposeInstallation(Map.copyOf(System.getenv()), console);
        Smoke smoke = new Smoke(installation, console, arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0);
        boolean good = arguments[0].equals("trouble")
                ? smoke.run() && order(installation.orderUrl(), 5)
                // After a restart both producers keep the rate.
                : order(installation.orderUrl(), 0) && order(installation.secondOrderUrl(), 0) && smoke.checkBooks();
        System.exit(good ? 0 : 1);
    }

    /** Lets the shop place so many orders a second from now on; it goes on with that after a restart. */
    private static boolean order(String producer, int perSecond) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(producer + "/switches/per-second"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"value\":" + perSecond + "}"))
                .build();
        return HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 204;
    }
}
