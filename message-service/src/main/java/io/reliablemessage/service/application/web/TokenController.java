package io.reliablemessage.service.application.web;

import io.reliablemessage.protocol.management.IssuedToken;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.TokenDetails;
import io.reliablemessage.service.application.Tokens;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/applications/{application}/tokens")
@Tag(name = "applications")
class TokenController {
    private final Tokens tokens;

    TokenController(Tokens tokens) {
        this.tokens = tokens;
    }

    @GetMapping
    Page<TokenDetails> list(@PathVariable String application) {
        return tokens.list(application);
    }

    @PostMapping
    @Operation(summary = "Makes a token, shown only this once; older ones end after the overlap")
    ResponseEntity<IssuedToken> issue(
            Caller caller,
            @PathVariable String application,
            @RequestBody(required = false) @Nullable TokenRequest request) {
        IssuedToken issued = request == null
                ? tokens.issue(caller, application, null, null)
                : tokens.issue(caller, application, request.label(), request.overlap());
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(issued);
    }

    @DeleteMapping("/{tokenId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Caller caller, @PathVariable String application, @PathVariable int tokenId) {
        tokens.revoke(caller, application, tokenId);
    }

    /**
     * @param label for people; at most 100 characters
     * @param overlap how long older tokens stay valid, PT0S to P30D; left out: PT24H
     */
    record TokenRequest(
            @Nullable String label,

            @Nullable @Schema(type = "string", example = "PT24H")
            Duration overlap) {}
}
