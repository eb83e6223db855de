package io.reliablemessage.service.application.web;

import io.reliablemessage.protocol.ClientConfiguration;
import io.reliablemessage.service.application.ClientSettings;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "applications")
class ClientConfigurationController {
    private final ClientSettings settings;

    ClientConfigurationController(ClientSettings settings) {
        this.settings = settings;
    }

    @GetMapping("/v1/client-configuration")
    @Operation(summary = "What an SDK needs to know; for applications")
    ClientConfiguration get(Caller caller) {
        return settings.configuration(caller.name());
    }
}
