package io.reliablemessage.service.webhook.web;

import io.reliablemessage.protocol.management.WebhookDetails;
import io.reliablemessage.protocol.management.WebhookRules;
import io.reliablemessage.protocol.management.WebhookTrial;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.webhook.Webhooks;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/webhooks")
@Tag(
        name = "webhooks",
        description =
                "Where somebody is told of what the books say; administrators set it, and everybody may see where and how it went")
class WebhookController {
    private final Webhooks webhooks;

    WebhookController(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @GetMapping
    @Operation(summary = "All webhooks, by name; without what opens them")
    List<WebhookDetails> list() {
        return webhooks.list();
    }

    @GetMapping("/{name}")
    WebhookDetails get(@PathVariable String name) {
        return webhooks.get(name);
    }

    @PutMapping("/{name}")
    @Operation(summary = "Registers a webhook, or replaces its rules")
    WebhookDetails put(@PathVariable String name, @RequestBody WebhookRules rules, Caller caller) {
        return webhooks.put(name, rules, caller);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Removes a webhook; what it has not been told yet, it never is")
    void delete(@PathVariable String name, Caller caller) {
        webhooks.remove(name, caller);
    }

    @PostMapping("/{name}/trial")
    @Operation(summary = "Sends a trial alert, and says how that went")
    WebhookTrial tryOut(@PathVariable String name, Caller caller) {
        return webhooks.tryOut(name, caller);
    }
}
