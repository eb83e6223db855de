package io.reliablemessage.service.delivery.rocketmq;

import static org.apache.rocketmq.client.common.ClientErrorCode.CONNECT_BROKER_EXCEPTION;
import static org.apache.rocketmq.client.common.ClientErrorCode.NOT_FOUND_TOPIC_EXCEPTION;

import io.reliablemessage.protocol.BrokerProperties;
import io.reliablemessage.service.delivery.Broker;
import io.reliablemessage.service.outbox.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.apache.rocketmq.remoting.exception.RemotingTimeoutException;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.springframework.context.SmartLifecycle;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes to RocketMQ: asynchronously, in batches per topic where the messages allow it. A batch is all or nothing; when the broker
 * refuses one, its messages are sent singly, so that only the bad one is refused.
 */
final class RocketMqBroker implements Broker, SmartLifecycle {
    private static final int MAX_BATCH = 100;
    private static final int MAX_BATCH_BYTES = 512 * 1024;
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final DefaultMQProducer producer;
    private final JsonMapper json;
    private volatile boolean running;

    RocketMqBroker(DefaultMQProducer producer, JsonMapper json) {
        this.producer = producer;
        this.json = json;
    }

    @Override
    public void publish(List<OutboundMessage> messages, Listener listener) {
        Map<String, List<OutboundMessage>> byTopic = new LinkedHashMap<>();
        for (OutboundMessage message : messages) {
            if (message.orderingKey() != null || message.payload().length > MAX_BATCH_BYTES / 4) {
                send(List.of(message), listener);
            } else {
                byTopic.computeIfAbsent(message.topic(), topic -> new ArrayList<>())
                        .add(message);
            }
        }
        byTopic.values().forEach(sameTopic -> sendInBatches(sameTopic, listener));
    }

    private void sendInBatches(List<OutboundMessage> messages, Listener listener) {
        List<OutboundMessage> batch = new ArrayList<>();
        int bytes = 0;
        for (OutboundMessage message : messages) {
            int size = message.payload().length + 512;
            if (batch.size() == MAX_BATCH || (!batch.isEmpty() && bytes + size > MAX_BATCH_BYTES)) {
                send(List.copyOf(batch), listener);
                batch.clear();
                bytes = 0;
            }
            batch.add(message);
            bytes += size;
        }
        if (!batch.isEmpty()) {
            send(List.copyOf(batch), listener);
        }
    }

    private void send(List<OutboundMessage> batch, Listener listener) {
        SendCallback callback = new Answer(batch, listener);
        try {
            if (batch.size() > 1) {
                producer.send(batch.stream().map(this::toMessage).toList(), callback);
            } else if (batch.get(0).orderingKey() != null) {
                producer.send(
                        toMessage(batch.get(0)),
                        new SelectMessageQueueByHash(),
                        batch.get(0).orderingKey(),
                        callback);
            } else {
                producer.send(toMessage(batch.get(0)), callback);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            callback.onException(e);
        } catch (MQClientException | RemotingException | MQBrokerException | RuntimeException e) {
            callback.onException(e);
        }
    }

    private Message toMessage(OutboundMessage message) {
        Message sent = new Message(message.topic(), message.payload());
        if (message.tag() != null) {
            sent.setTags(message.tag());
        }
        sent.setKeys(message.id().toString());
        sent.putUserProperty(BrokerProperties.ID, message.id().toString());
        sent.putUserProperty(BrokerProperties.APPLICATION, message.application());
        sent.putUserProperty(BrokerProperties.ATTEMPT, Integer.toString(message.attempt()));
        sent.putUserProperty(BrokerProperties.ROUND, Integer.toString(message.round()));
        sent.putUserProperty(BrokerProperties.CONTENT_TYPE, message.contentType());
        sent.putUserProperty(
                BrokerProperties.CREATED_AT, Long.toString(message.createdAt().toEpochMilli()));
        if (message.businessKey() != null) {
            sent.putUserProperty(BrokerProperties.KEY, message.businessKey());
        }
        if (!message.groups().isEmpty()) {
            sent.putUserProperty(BrokerProperties.GROUPS, String.join(",", message.groups()));
        }
        if (message.orderingKey() != null) {
            sent.putUserProperty(BrokerProperties.ORDERING_KEY, message.orderingKey());
        }
        if (message.headers() != null) {
            json.readValue(message.headers(), HEADERS)
                    .forEach((name, value) -> sent.putUserProperty(BrokerProperties.HEADER_PREFIX + name, value));
        }
        return sent;
    }

    @Override
    public void start() {
        try {
            producer.start();
            running = true;
        } catch (MQClientException e) {
            throw new IllegalStateException(
                    "The RocketMQ producer did not start; check reliable-message.broker.address ("
                            + producer.getNamesrvAddr() + ")",
                    e);
        }
    }

    @Override
    public void stop() {
        producer.shutdown();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Starts before the publisher and stops after it. */
    @Override
    public int getPhase() {
        return -100;
    }

    /** What the broker's answer to one send means for its messages. */
    private final class Answer implements SendCallback {
        private final List<OutboundMessage> batch;
        private final Listener listener;

        Answer(List<OutboundMessage> batch, Listener listener) {
            this.batch = batch;
            this.listener = listener;
        }

        /** Other statuses are not exceptions in RocketMQ, but they mean that a copy or a flush is missing. */
        @Override
        public void onSuccess(SendResult result) {
            if (result.getSendStatus() == SendStatus.SEND_OK) {
                batch.forEach(listener::sent);
            } else {
                batch.forEach(message -> listener.unknown(message, "broker answered " + result.getSendStatus()));
            }
        }

        @Override
        public void onException(Throwable failure) {
            String why = describe(failure);
            if (isTimeout(failure)) {
                batch.forEach(message -> listener.unknown(message, why));
            } else if (batch.size() > 1 && mayBeOneMessagesFault(failure)) {
                batch.forEach(message -> send(List.of(message), listener));
            } else if (isRefusal(failure)) {
                batch.forEach(message -> listener.refused(message, why));
            } else if (isAboutTopic(failure)) {
                batch.forEach(message -> listener.topicUnavailable(message, why));
            } else {
                batch.forEach(message -> listener.unavailable(message, why));
            }
        }

        /** An asynchronous send's timeout comes wrapped: the broker may have stored the messages, so they are not sent again at once. */
        private boolean isTimeout(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof RemotingTimeoutException) {
                    return true;
                }
            }
            return false;
        }

        /**
         * The topic has no route or may not be written to; other topics may be well. Neither is a refusal: a broker that is down loses
         * its routes, and an operator takes a broker out of service by a missing permission.
         */
        private boolean isAboutTopic(Throwable failure) {
            if (failure instanceof MQBrokerException broker) {
                return broker.getResponseCode() == ResponseCode.NO_PERMISSION;
            }
            return failure instanceof MQClientException client && client.getResponseCode() == NOT_FOUND_TOPIC_EXCEPTION;
        }

        /** The client checks a batch before it sends, and then says only that it could not make one. */
        private boolean mayBeOneMessagesFault(Throwable failure) {
            return isRefusal(failure)
                    || (failure instanceof MQClientException client
                            && client.getResponseCode() < CONNECT_BROKER_EXCEPTION
                            && !(client.getCause() instanceof RemotingException));
        }

        /**
         * The broker will never take it.
         */
        private boolean isRefusal(Throwable failure) {
            if (failure instanceof MQBrokerException broker) {
                int code = broker.getResponseCode();
                return code == ResponseCode.MESSAGE_ILLEGAL || code == ResponseCode.TOPIC_NOT_EXIST;
            }
            if (failure instanceof IllegalArgumentException) {
                return true; // The client cannot even make the message, so the broker is not away.
            }
            return failure instanceof MQClientException client
                    && client.getResponseCode() == ResponseCode.MESSAGE_ILLEGAL;
        }

        private String describe(Throwable failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            String text = String.valueOf(cause.getMessage());
            int line = text.indexOf('\n');
            String first = line < 0 ? text : text.substring(0, line);
            byte[] bytes = first.getBytes(StandardCharsets.UTF_8);
            return failure.getClass().getSimpleName() + ": "
                    + (bytes.length > 300 ? first.substring(0, 200) + "…" : first);
        }
    }
}
