package io.reliablemessage.service.application.web;

import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.TopicDetails;
import io.reliablemessage.protocol.management.TopicRules;
import io.reliablemessage.service.application.Topics;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/topics")
@Tag(name = "topics", description = "Topics and their rules; changed by administrators")
class TopicController {
    private final Topics topics;

    TopicController(Topics topics) {
        this.topics = topics;
    }

    @GetMapping
    Page<TopicDetails> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return topics.list(cursor, limit);
    }

    @GetMapping("/{topic}")
    TopicDetails get(@PathVariable String topic) {
        return topics.get(topic);
    }

    @PutMapping("/{topic}")
    @Operation(summary = "Registers a topic or replaces its rules; what is left out has its default; 201 if it is new")
    ResponseEntity<TopicDetails> put(
            Caller caller, @PathVariable String topic, @RequestBody(required = false) @Nullable TopicRules rules) {
        boolean created = topics.put(caller, topic, rules == null ? TopicRules.DEFAULT : rules);
        return ResponseEntity.status(created ? HttpStatus.CREATED : HttpStatus.OK)
                .body(topics.get(topic));
    }
}
