package io.reliablemessage.service.operator.web;

import io.reliablemessage.protocol.management.IssuedPassword;
import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.OperatorDetails;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.service.operator.Operators;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/operators")
@Tag(name = "operators", description = "People and their roles; administrators only")
class OperatorController {
    private final Operators operators;

    OperatorController(Operators operators) {
        this.operators = operators;
    }

    @GetMapping
    @Operation(summary = "People, by name")
    Page<OperatorDetails> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return operators.list(cursor, limit);
    }

    @PutMapping("/{operator}")
    @Operation(summary = "Registers a person or changes them; 201 if they are new, who then need a password")
    ResponseEntity<OperatorDetails> put(
            Caller caller, @PathVariable String operator, @RequestBody OperatorChange change) {
        boolean created = operators.put(caller, operator, change);
        return ResponseEntity.status(created ? HttpStatus.CREATED : HttpStatus.OK)
                .body(operators.get(operator));
    }

    @PostMapping("/{operator}/password")
    @Operation(summary = "Makes a password, shown only this once; the person is logged out")
    ResponseEntity<IssuedPassword> issuePassword(Caller caller, @PathVariable String operator) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(operators.issuePassword(caller, operator));
    }
}
