package io.reliablemessage.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Finds TCP ports on 127.0.0.1 that nobody listens on.
 *
 * <p>Ports come from 20000 to 31999: below the range from which Linux takes the local ports of outgoing connections, so
 * that a server that is killed finds its port free when it starts again. No port is given out twice by one JVM.
 */
public final class FreePorts {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 31_999;
    private static final int TRIES = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /**
     * Returns a port that is free now.
     *
     * @throws IllegalStateException when no free port is found
     */
    public static int next() {
        return nextWithNeighbours();
    }

    /**
     * Returns whether nobody listens on this port of 127.0.0.1 now.
     *
     * @param port 1 to 65535
     */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** A free port p such that p plus each of the offsets is free as well. */
    static int nextWithNeighbours(int... offsets) {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (take(port, offsets)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port between " + LOWEST + " and " + HIGHEST + " on 127.0.0.1");
    }

    private static synchronized boolean take(int port, int... offsets) {
        int[] ports = IntStream.concat(IntStream.of(port), IntStream.of(offsets).map(o -> port + o))
                .toArray();
        if (IntStream.of(ports).anyMatch(p -> GIVEN.contains(p) || !isFree(p))) {
            return false;
        }
        IntStream.of(ports).forEach(GIVEN::add);
        return true;
    }
}
