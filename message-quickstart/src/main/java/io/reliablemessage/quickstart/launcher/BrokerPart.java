package io.reliablemessage.quickstart.launcher;

import io.reliablemessage.embedded.EmbeddedRocketMq;
import io.reliablemessage.embedded.EmbeddedStartException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** RocketMQ's name server and broker in one process. */
final class BrokerPart implements Part {

    private final Path directory;
    private final int nameServerPort;
    private final int brokerPort;
    private @Nullable EmbeddedRocketMq broker;
    private boolean stopped;

    BrokerPart(Path directory, int nameServerPort, int brokerPort) {
        this.directory = directory;
        this.nameServerPort = nameServerPort;
        this.brokerPort = brokerPort;
    }

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public synchronized ProcessHandle start() {
        if (stopped) {
            throw new StartFailedException("The quickstart is ending");
        }
        try {
            EmbeddedRocketMq known = broker;
            if (known == null) {
                known = EmbeddedRocketMq.start(directory, nameServerPort, brokerPort);
                broker = known;
            } else {
                known.start();
            }
            return ProcessHandle.of(known.pid())
                    .orElseThrow(() -> new StartFailedException("RocketMQ ended as soon as it was up"));
        } catch (EmbeddedStartException e) {
            throw new StartFailedException(e);
        }
    }

    @Override
    public synchronized void kill() {
        if (broker != null) {
            broker.kill();
        }
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        if (broker != null) {
            broker.close();
        }
    }
}
