package io.reliablemessage.shop.order;

import io.reliablemessage.shop.order.Neighbours.PartStatus;
import io.reliablemessage.shop.trouble.TroubleSettings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClientException;

/** The switches of the page. Bodies are JSON, which no foreign web page can send here unasked. */
@RestController
class PageController {

    private static final Set<String> ACTIONS = Set.of("up", "down", "kill");

    private final OrderDesk desk;
    private final SteadyOrders steady;
    private final Neighbours neighbours;

    PageController(OrderDesk desk, SteadyOrders steady, Neighbours neighbours) {
        this.desk = desk;
        this.steady = steady;
        this.neighbours = neighbours;
    }

    /**
     * How all switches stand; null is not known now.
     *
     * @param rollBack the share of orders that fail after sending
     */
    record Switches(
            double perSecond,
            double rollBack,
            @Nullable TroubleSettings points,
            @Nullable TroubleSettings coupon,
            @Nullable TroubleSettings warehouse,
            @Nullable List<PartStatus> parts) {}

    @GetMapping("/switches")
    Switches switches() {
        return new Switches(
                steady.perSecond(),
                desk.rollBackShare(),
                neighbours.trouble("points-service").orElse(null),
                neighbours.trouble("coupon-service").orElse(null),
                neighbours.trouble("warehouse-service").orElse(null),
                neighbours.parts().orElse(null));
    }

    record Share(double value) {}

    @PutMapping(path = "/switches/per-second", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void perSecond(@RequestBody Share wanted) {
        steady.set(wanted.value());
    }

    @PutMapping(path = "/switches/roll-back", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void rollBack(@RequestBody Share wanted) {
        desk.rollBack(wanted.value());
    }

    @PutMapping(path = "/switches/trouble/{consumer}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void trouble(@PathVariable String consumer, @RequestBody TroubleSettings wanted) {
        neighbours.trouble(consumer, wanted);
    }

    record Action(String value) {}

    @PutMapping(path = "/switches/parts/{part}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    void act(@PathVariable String part, @RequestBody Action wanted) {
        if (!ACTIONS.contains(wanted.value())) {
            throw new IllegalArgumentException("value must be one of " + ACTIONS);
        }
        neighbours.act(part, wanted.value());
    }

    @ExceptionHandler
    ProblemDetail refuse(IllegalArgumentException mistake) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(mistake.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail unanswered(RestClientException failed) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_GATEWAY, "It does not answer; it may be down just now: " + failed.getMessage());
    }
}
