package io.reliablemessage.service.notice.web;

import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.NoticeAcknowledgement;
import io.reliablemessage.protocol.NoticeBatch;
import io.reliablemessage.protocol.NoticeClaim;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.service.notice.NoticeInterest;
import io.reliablemessage.service.notice.Notices;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.Batches;
import io.reliablemessage.service.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "notices", description = "Tells producers which of their messages became undeliverable")
class NoticeController {
    private final Notices notices;

    NoticeController(Notices notices) {
        this.notices = notices;
    }

    @PutMapping("/v1/topics/{topic}/notices")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Asks for notices about the calling application's messages on a topic")
    void want(Caller caller, @PathVariable String topic) {
        notices.want(caller.requireApplication(), topic);
    }

    @GetMapping("/v1/topics/{topic}/notices")
    @Operation(summary = "Who is told about a topic: all for an administrator, itself for an application")
    Page<NoticeInterest> list(Caller caller, @PathVariable String topic) {
        List<NoticeInterest> visible = notices.interests(topic).stream()
                .filter(each -> caller.seesAll() || each.application().equals(caller.name()))
                .toList();
        return new Page<>(visible, null);
    }

    @DeleteMapping("/v1/topics/{topic}/notices")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary =
                    "Ends that; an administrator names the application, which asks again when one of its instances starts")
    void end(Caller caller, @PathVariable String topic, @RequestParam(required = false) @Nullable String application) {
        if (!caller.seesAll()) {
            if (application != null && !application.equals(caller.name())) {
                throw new ProblemException(
                        HttpStatus.FORBIDDEN, "application", "must be the caller's own, " + caller.name());
            }
            notices.end(caller, caller.name(), topic);
        } else if (application == null) {
            throw ProblemException.invalid("application", "must name the application that is told", null);
        } else {
            notices.end(caller, application, topic);
        }
    }

    @PostMapping("/v1/notices/claim")
    @Operation(summary = "Takes notices for a while; what is not acknowledged comes again")
    NoticeBatch claim(Caller caller, @RequestBody NoticeClaim claim) {
        List<String> topics = Batches.checked("topics", claim.topics());
        if (topics.size() > MessageLimits.MAX_NOTICE_TOPICS) {
            throw ProblemException.invalid(
                    "topics",
                    "has " + topics.size() + " items; the limit is " + MessageLimits.MAX_NOTICE_TOPICS,
                    MessageLimits.MAX_NOTICE_TOPICS);
        }
        if (claim.max() < 1 || claim.max() > MessageLimits.MAX_NOTICES) {
            throw ProblemException.invalid(
                    "max", "must be 1 to " + MessageLimits.MAX_NOTICES, MessageLimits.MAX_NOTICES);
        }
        return notices.claim(caller.requireApplication(), topics, claim.max());
    }

    @PostMapping("/v1/notices/ack")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Says that notices have taken effect; repeating it changes nothing")
    void acknowledge(Caller caller, @RequestBody NoticeAcknowledgement acknowledgement) {
        notices.acknowledge(caller.requireApplication(), Batches.checked("numbers", acknowledgement.numbers()));
    }
}
