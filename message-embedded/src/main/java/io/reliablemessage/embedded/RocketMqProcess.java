package io.reliablemessage.embedded;

import io.reliablemessage.embedded.EmbeddedRocketMq.DiskFlush;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.broker.BrokerController;
import org.apache.rocketmq.common.BrokerConfig;
import org.apache.rocketmq.common.MQVersion;
import org.apache.rocketmq.common.namesrv.NamesrvConfig;
import org.apache.rocketmq.common.topic.TopicValidator;
import org.apache.rocketmq.namesrv.NamesrvController;
import org.apache.rocketmq.namesrv.routeinfo.RouteInfoManager;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyServerConfig;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.store.config.FlushDiskType;
import org.apache.rocketmq.store.config.MessageStoreConfig;

/**
 * The child JVM of {@link EmbeddedRocketMq}: name server and broker. It writes one line to its standard output when
 * clients can find the broker, and ends when its standard input ends, which happens when its parent closes it or dies.
 */
final class RocketMqProcess {

    static final String READY = "ready";
    static final int PRIORITY_PORT_OFFSET = -2;
    static final int REPLICA_PORT_OFFSET = 1;

    private static final String LOCAL = "127.0.0.1";
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int QUEUES = 4;
    private static final int COMMIT_LOG_FILE = 16 << 20;
    private static final int CONSUME_QUEUE_FILE = 20 * 20_000;
    private static final int INDEX_SLOTS = 50_000;

    private RocketMqProcess() {}

    /** Arguments: directory, name server's port, broker's port, {@link DiskFlush}, whether transactional messages are taken. */
    public static void main(String[] arguments) throws Exception {
        PrintStream parent = System.out;
        System.setOut(System.err);
        // Read by RocketMQ while its classes load; without it the broker registers without topics.
        System.setProperty(RemotingCommand.REMOTING_VERSION_KEY, Integer.toString(MQVersion.CURRENT_VERSION));
        Path directory = Path.of(arguments[0]);
        int nameServerPort = Integer.parseInt(arguments[1]);
        int brokerPort = Integer.parseInt(arguments[2]);

        NamesrvController nameServer = startNameServer(directory, nameServerPort);
        BrokerController broker = new BrokerController(
                brokerConfig(directory, nameServerPort, brokerPort, Boolean.parseBoolean(arguments[4])),
                listening(brokerPort),
                new NettyClientConfig(),
                storeConfig(directory, brokerPort, DiskFlush.valueOf(arguments[3])));
        if (!broker.initialize()) {
            throw new IllegalStateException("The broker cannot read its data in " + directory);
        }
        broker.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> save(broker)));
        awaitRoute(nameServer, broker);
        parent.println(READY);
        parent.flush();
        awaitEndOfParent();
        System.exit(0);
    }

    private static NamesrvController startNameServer(Path directory, int port) throws Exception {
        NamesrvConfig config = new NamesrvConfig();
        config.setRocketmqHome(directory.toString());
        config.setKvConfigPath(directory.resolve("namesrv/kvConfig.json").toString());
        config.setConfigStorePath(
                directory.resolve("namesrv/namesrv.properties").toString());
        NamesrvController nameServer = new NamesrvController(config, listening(port));
        if (!nameServer.initialize()) {
            throw new IllegalStateException("The name server cannot read its data in " + directory);
        }
        nameServer.start();
        return nameServer;
    }

    private static NettyServerConfig listening(int port) {
        NettyServerConfig config = new NettyServerConfig();
        config.setBindAddress(LOCAL);
        config.setListenPort(port);
        return config;
    }

    private static BrokerConfig brokerConfig(Path directory, int nameServerPort, int brokerPort, boolean transactions) {
        BrokerConfig config = new BrokerConfig();
        config.setRocketmqHome(directory.toString());
        config.setBrokerConfigPath(directory.resolve("broker.properties").toString());
        config.setBrokerName("embedded");
        config.setBrokerClusterName("embedded");
        config.setBrokerIP1(LOCAL);
        config.setBrokerIP2(LOCAL);
        config.setListenPort(brokerPort);
        config.setNamesrvAddr(LOCAL + ":" + nameServerPort);
        config.setAutoCreateTopicEnable(true);
        config.setAutoCreateSubscriptionGroup(true);
        config.setDefaultTopicQueueNums(QUEUES);
        config.setRejectTransactionMessage(!transactions);
        config.setReviveQueueNum(1);
        // On a busy machine with two cores the default of 200 ms refuses messages that would be stored a moment later.
        config.setWaitTimeMillsInSendQueue(2_000);
        return config;
    }

    private static MessageStoreConfig storeConfig(Path directory, int brokerPort, DiskFlush flush) {
        MessageStoreConfig config = new MessageStoreConfig();
        config.setStorePathRootDir(directory.resolve("store").toString());
        config.setStorePathCommitLog(directory.resolve("store/commitlog").toString());
        config.setMappedFileSizeCommitLog(COMMIT_LOG_FILE);
        config.setMappedFileSizeConsumeQueue(CONSUME_QUEUE_FILE);
        config.setMaxHashSlotNum(INDEX_SLOTS);
        config.setMaxIndexNum(4 * INDEX_SLOTS);
        config.setTimerWheelEnable(false);
        config.setEnableCompaction(false);
        config.setDiskMaxUsedSpaceRatio(95);
        config.setHaListenPort(brokerPort + REPLICA_PORT_OFFSET);
        config.setFlushDiskType(flush == DiskFlush.SYNC ? FlushDiskType.SYNC_FLUSH : FlushDiskType.ASYNC_FLUSH);
        config.setOsPageCacheBusyTimeOutMills(5_000);
        return config;
    }

    /** Left to itself, the broker tells the name server of its topics only after ten seconds. */
    private static void awaitRoute(NamesrvController nameServer, BrokerController broker) {
        RouteInfoManager routes = nameServer.getRouteInfoManager();
        while (routes.pickupTopicRouteData(TopicValidator.AUTO_CREATE_TOPIC_KEY_TOPIC) == null) {
            broker.registerBrokerAll(true, false, true);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /**
     * Closes the message store, then writes what consumers have finished meanwhile, and ends the JVM at once: the rest
     * of RocketMQ's own shutdown saves nothing and waits nine seconds for idle threads.
     */
    private static void save(BrokerController broker) {
        broker.getMessageStore().shutdown();
        broker.getTopicConfigManager().persist();
        broker.getSubscriptionGroupManager().persist();
        broker.getConsumerOffsetManager().persist();
        broker.getScheduleMessageService().persist();
        Runtime.getRuntime().halt(0);
    }

    private static void awaitEndOfParent() throws IOException {
        while (System.in.read() >= 0) {
            // Nothing is ever sent; only the end counts.
        }
    }
}
