package io.reliablemessage.client.internal.consume.rocketmq;

import org.apache.rocketmq.logging.ch.qos.logback.classic.Level;
import org.apache.rocketmq.logging.ch.qos.logback.classic.spi.ILoggingEvent;
import org.apache.rocketmq.logging.ch.qos.logback.classic.spi.IThrowableProxy;
import org.apache.rocketmq.logging.ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the broker client's log lines into the application's own log. Left to itself, the client writes files into the home folder
 * through a Logback of its own; the configuration beside this class gives that Logback this appender instead.
 */
public final class RocketMqLogging extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final String CONFIGURATION = "rmq.logback.configurationFile";

    /** To be called before the first class of the broker client is used; does nothing where somebody else has set a configuration. */
    public static void intoApplicationLog() {
        if (System.getProperty(CONFIGURATION) != null) {
            return;
        }
        System.setProperty(CONFIGURATION, "io/reliablemessage/client/internal/consume/rocketmq/rocketmq-logging.xml");
        try {
            org.apache.rocketmq.logging.org.slf4j.LoggerFactory.getILoggerFactory();
        } finally {
            System.clearProperty(CONFIGURATION);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        Logger log = LoggerFactory.getLogger("org.apache.rocketmq.client");
        String text = event.getFormattedMessage();
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            text += " (" + thrown.getClassName() + ": " + thrown.getMessage() + ")";
        }
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            log.error(text);
        } else if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            log.warn(text);
        } else {
            log.debug(text);
        }
    }
}
