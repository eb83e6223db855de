package io.reliablemessage.shop.trouble;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the launcher when the application does its work. */
@RestController
public class ReadyController {

    private volatile boolean ready;

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        ready = true;
    }

    @GetMapping("/ready")
    ResponseEntity<Void> get() {
        return ResponseEntity.status(ready ? HttpStatus.NO_CONTENT : HttpStatus.SERVICE_UNAVAILABLE)
                .build();
    }
}
