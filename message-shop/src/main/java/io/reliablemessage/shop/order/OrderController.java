package io.reliablemessage.shop.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Orders over HTTP. Bodies are JSON, which no foreign web page can send here unasked. */
@RestController
class OrderController {

    private static final int SHOWN = 100;
    private static final int MOST_AT_ONCE = 1_000;

    private final OrderDesk desk;
    private final JdbcOrders orders;
    private final RedPackets redPackets;
    private final JdbcShelf shelf;
    private final Neighbours neighbours;

    OrderController(OrderDesk desk, JdbcOrders orders, RedPackets redPackets, JdbcShelf shelf, Neighbours neighbours) {
        this.desk = desk;
        this.orders = orders;
        this.redPackets = redPackets;
        this.shelf = shelf;
        this.neighbours = neighbours;
    }

    /** 201 when the order is there, 422 when it was rolled back. */
    @PostMapping(path = "/orders", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Order> place(@RequestBody NewOrder order) {
        Order placed = desk.place(order);
        return ResponseEntity.status(placed.committed() ? HttpStatus.CREATED : HttpStatus.UNPROCESSABLE_CONTENT)
                .body(placed);
    }

    record Several(int count, OrderTrouble trouble) {}

    record SeveralPlaced(int committed, int rolledBack) {}

    @PostMapping(path = "/orders/several", consumes = MediaType.APPLICATION_JSON_VALUE)
    SeveralPlaced placeSeveral(@RequestBody Several several) {
        if (several.count() < 1 || several.count() > MOST_AT_ONCE) {
            throw new IllegalArgumentException("count must be 1 to " + MOST_AT_ONCE);
        }
        int committed = 0;
        for (int i = 0; i < several.count(); i++) {
            committed += desk.place(NewOrder.random(several.trouble())).committed() ? 1 : 0;
        }
        return new SeveralPlaced(committed, several.count() - committed);
    }

    /** The latest orders and rolled-back orders, newest first. */
    @GetMapping("/orders")
    List<Fate> latest() {
        List<Order> shown = Stream.concat(orders.latest(SHOWN).stream(), desk.rolledBack().stream())
                .sorted(Comparator.comparing(Order::placedAt).reversed())
                .limit(SHOWN)
                .toList();
        List<String> orderNos = shown.stream().map(Order::orderNo).toList();
        Optional<Map<UUID, String>> states = neighbours.messageStates();
        Optional<Map<String, Integer>> points = neighbours.points(orderNos);
        Optional<Map<String, Integer>> coupons = neighbours.coupons(orderNos);
        List<Fate> fates = new ArrayList<>(shown.size());
        for (Order order : shown) {
            fates.add(new Fate(
                    order.orderNo(),
                    order.amountCents(),
                    order.poisoned(),
                    order.committed(),
                    order.placedAt(),
                    order.messageId(),
                    states.map(known -> known.get(order.messageId())).orElse(null),
                    points.map(known -> known.getOrDefault(order.orderNo(), 0)).orElse(null),
                    coupons.map(known -> known.getOrDefault(order.orderNo(), 0)).orElse(null),
                    order.shipment()));
        }
        return fates;
    }

    /** Opens the order's red packet; asked again, in doubt whether it worked, the same amount is the answer. */
    @PostMapping(path = "/orders/{orderNo}/red-packet", consumes = MediaType.APPLICATION_JSON_VALUE)
    RedPacket openRedPacket(@PathVariable String orderNo) {
        return redPackets.open(orderNo);
    }

    /** What is left of each SKU, as the warehouse said last. */
    @GetMapping("/shelf")
    List<StockChanged> shelf() {
        return shelf.all();
    }

    /** All that message-service tells about an order's message. */
    @GetMapping(path = "/orders/messages/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> message(@PathVariable UUID id) {
        return ResponseEntity.of(neighbours.message(id));
    }

    @ExceptionHandler
    ProblemDetail refuse(IllegalArgumentException mistake) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(mistake.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail refuse(DuplicateKeyException duplicate) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "The order number is there already");
    }
}
