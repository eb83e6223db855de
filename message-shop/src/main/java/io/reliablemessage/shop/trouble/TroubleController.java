package io.reliablemessage.shop.trouble;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Switches a consumer's trouble on and off. */
@RestController
@RequestMapping("/trouble")
class TroubleController {

    private final ConsumerTrouble trouble;
    private final ControlProperties control;

    TroubleController(ConsumerTrouble trouble, ControlProperties control) {
        this.trouble = trouble;
        this.control = control;
    }

    @GetMapping
    TroubleSettings get(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        control.require(authorization);
        return trouble.settings();
    }

    @PutMapping
    TroubleSettings put(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            @RequestBody TroubleSettings wanted) {
        control.require(authorization);
        trouble.change(wanted);
        return trouble.settings();
    }
}
