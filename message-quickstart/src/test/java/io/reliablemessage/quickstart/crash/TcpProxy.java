package io.reliablemessage.quickstart.crash;

import io.reliablemessage.embedded.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/**
 * Stands between a client and a server on this machine, so that a process can be killed while a request or its answer is on the way.
 * It passes bytes on in pieces of random size, the same ones for the same seed.
 */
final class TcpProxy implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LARGEST_PIECE = 2_048;

    /** What becomes of bytes in one direction. */
    private enum Fate {
        PASSED,
        /** Kept, in their order, until they are passed or the connection is cut. */
        HELD,
        LOST
    }

    private final ServerSocket door;
    private final int target;
    private final Random random;
    private final Supplier<UnaryOperator<byte[]>> answerChange;
    private final Set<Pump> pumps = ConcurrentHashMap.newKeySet();
    private volatile Fate requests = Fate.PASSED;
    private volatile Fate answers = Fate.PASSED;

    /** @param target port of the server on 127.0.0.1 */
    TcpProxy(int target, long seed) {
        this(target, seed, UnaryOperator::identity);
    }

    /** @param answerChange makes, for each connection, what changes the pieces of its answers */
    TcpProxy(int target, long seed, Supplier<UnaryOperator<byte[]>> answerChange) {
        this.target = target;
        this.random = new Random(seed);
        this.answerChange = answerChange;
        try {
            door = new ServerSocket(FreePorts.next(), 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("proxy of " + target, this::acceptAll);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Passes everything on, first what was held. */
    void pass() {
        requests = Fate.PASSED;
        answers = Fate.PASSED;
        pumps.forEach(Pump::flush);
    }

    void holdRequests() {
        requests = Fate.HELD;
    }

    void holdAnswers() {
        answers = Fate.HELD;
    }

    /** Takes everything and passes on nothing. */
    void blackhole() {
        requests = Fate.LOST;
        answers = Fate.LOST;
    }

    /** Breaks all connections; what they held is lost. */
    void cut() {
        pumps.forEach(Pump::close);
    }

    /** Waits until what is held contains the text. */
    void awaitHeld(String text) {
        Awaitility.await("\"" + text + "\" held on the way to " + target)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> pumps.stream().anyMatch(pump -> pump.holds(text)));
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void acceptAll() {
        while (!door.isClosed()) {
            try {
                connect(door.accept());
            } catch (IOException closed) {
                // Either the door, which ends this, or a client that did not wait.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            pump(client, server, () -> requests, UnaryOperator.identity());
            pump(server, client, () -> answers, answerChange.get());
        } catch (IOException nobodyThere) {
            client.close();
        }
    }

    private void pump(Socket from, Socket to, Supplier<Fate> fate, UnaryOperator<byte[]> change) throws IOException {
        Pump pump = new Pump(from, to, fate, change);
        pumps.add(pump);
        start("pump " + from.getPort() + " to " + to.getPort(), pump);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized int nextPiece() {
        return 1 + random.nextInt(LARGEST_PIECE);
    }

    private final class Pump implements Runnable {
        private final Socket from;
        private final Socket to;
        private final InputStream in;
        private final OutputStream out;
        private final Supplier<Fate> fate;
        private final UnaryOperator<byte[]> change;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();

        Pump(Socket from, Socket to, Supplier<Fate> fate, UnaryOperator<byte[]> change) throws IOException {
            this.from = from;
            this.to = to;
            this.in = from.getInputStream();
            this.out = to.getOutputStream();
            this.fate = fate;
            this.change = change;
        }

        @Override
        public void run() {
            try {
                for (byte[] piece = in.readNBytes(1); piece.length > 0; piece = in.readNBytes(1)) {
                    int more = Math.min(in.available(), nextPiece());
                    handle(piece);
                    handle(in.readNBytes(more));
                }
            } catch (IOException broken) {
                // One side is gone; the other learns it now.
            } finally {
                close();
            }
        }

        private synchronized void handle(byte[] piece) throws IOException {
            switch (fate.get()) {
                case HELD -> held.write(change.apply(piece));
                case LOST -> held.reset();
                case PASSED -> {
                    held.write(change.apply(piece));
                    held.writeTo(out);
                    held.reset();
                    out.flush();
                }
            }
        }

        synchronized boolean holds(String text) {
            return held.toString(StandardCharsets.ISO_8859_1).contains(text);
        }

        synchronized void flush() {
            try {
                held.writeTo(out);
                held.reset();
                out.flush();
            } catch (IOException broken) {
                close();
            }
        }

        void close() {
            pumps.remove(this);
            for (Socket end : List.of(from, to)) {
                try {
                    end.close();
                } catch (IOException alreadyGone) {
                    // That is what was wanted.
                }
            }
        }
    }
}
