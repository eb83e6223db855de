package io.reliablemessage.service.checkback.web;

import io.reliablemessage.protocol.management.CheckAddressTrial;
import io.reliablemessage.service.checkback.CheckAddresses;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "applications")
class CheckAddressController {
    private final CheckAddresses addresses;

    CheckAddressController(CheckAddresses addresses) {
        this.addresses = addresses;
    }

    @PostMapping("/v1/applications/{application}/check-address/try")
    @Operation(summary = "Asks the application at its check address about no message, and says how that went")
    CheckAddressTrial tryOut(Caller caller, @PathVariable String application) {
        return addresses.tryOut(caller, application);
    }
}
