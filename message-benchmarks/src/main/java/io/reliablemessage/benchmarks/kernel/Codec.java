package io.reliablemessage.benchmarks.kernel;

import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.MessageBatch;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptBatch;
import io.reliablemessage.protocol.ReceiptKind;
import java.util.UUID;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

/** The JSON between applications and service, in batches of {@value #ITEMS}; an operation is a whole batch. */
@State(Scope.Thread)
public class Codec {
    private static final int ITEMS = 50;

    private final JsonMapper json = JsonMapper.builder().build();
    private final MessageBatch messages =
            new MessageBatch(IntStream.range(0, ITEMS).mapToObj(Codec::message).toList());
    private final ReceiptBatch receipts =
            new ReceiptBatch(IntStream.range(0, ITEMS).mapToObj(Codec::receipt).toList());
    private final byte[] messagesWritten = json.writeValueAsBytes(messages);
    private final byte[] receiptsWritten = json.writeValueAsBytes(receipts);

    private static NewMessage message(int number) {
        Order order = new Order(number);
        return new NewMessage(
                new UUID(0x0190_0000_0000_7000L, number),
                "orders",
                null,
                BusinessKey.of("merchantNo", order.merchantNo()).and("orderNo", order.orderNo()),
                null,
                null,
                order.payload(512),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Receipt receipt(int number) {
        return new Receipt(
                new UUID(0x0190_0000_0000_7000L, number),
                "orders",
                "points",
                ReceiptKind.CONSUMED,
                1,
                0,
                "host:4711",
                "broker-a:3@1100",
                null,
                null,
                null);
    }

    @Benchmark
    public byte[] messagesWrite() {
        return json.writeValueAsBytes(messages);
    }

    @Benchmark
    public MessageBatch messagesRead() {
        return json.readValue(messagesWritten, MessageBatch.class);
    }

    @Benchmark
    public byte[] receiptsWrite() {
        return json.writeValueAsBytes(receipts);
    }

    @Benchmark
    public ReceiptBatch receiptsRead() {
        return json.readValue(receiptsWritten, ReceiptBatch.class);
    }
}
