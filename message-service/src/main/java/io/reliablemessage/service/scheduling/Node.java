package io.reliablemessage.service.scheduling;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/**
 * This process among the service's nodes.
 *
 * @param name names it in table node and in Quartz's cluster; 1 to {@value #MAX_NAME_LENGTH} characters, no other node may have it
 */
public record Node(String name) {
    static final int MAX_NAME_LENGTH = 70;

    public Node {
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("reliable-message.service.node-name must have 1 to " + MAX_NAME_LENGTH
                    + " characters; it has " + name.length());
        }
    }

    /** A node without a configured name: the host's name with a random end, since two nodes may share a host. */
    static Node unnamed() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "node";
        }
        String end = UUID.randomUUID().toString().substring(0, 6);
        return new Node(host.substring(0, Math.min(host.length(), MAX_NAME_LENGTH - 7)) + "-" + end);
    }
}
