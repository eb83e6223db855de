package io.reliablemessage.service.application.web;

import io.reliablemessage.protocol.SubscriptionRequest;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.SubscriptionDetails;
import io.reliablemessage.service.application.Subscriptions;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/topics/{topic}/subscriptions")
@Tag(name = "subscriptions", description = "Consumer groups on topics; an application manages its own groups")
class SubscriptionController {
    private final Subscriptions subscriptions;

    SubscriptionController(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @GetMapping
    Page<SubscriptionDetails> list(Caller caller, @PathVariable String topic) {
        return new Page<>(subscriptions.list(caller, topic), null);
    }

    @GetMapping("/{group}")
    SubscriptionDetails get(Caller caller, @PathVariable String topic, @PathVariable String group) {
        return subscriptions.get(caller, topic, group);
    }

    @PutMapping("/{group}")
    @Operation(summary = "Subscribes a group, again after it ended, or changes its tags")
    SubscriptionDetails subscribe(
            Caller caller,
            @PathVariable String topic,
            @PathVariable String group,
            @RequestBody(required = false) @Nullable SubscriptionRequest request) {
        return request == null
                ? subscriptions.subscribe(caller, topic, group, null, null)
                : subscriptions.subscribe(caller, topic, group, request.tags(), request.application());
    }

    @DeleteMapping("/{group}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(Caller caller, @PathVariable String topic, @PathVariable String group) {
        subscriptions.end(caller, topic, group);
    }
}
