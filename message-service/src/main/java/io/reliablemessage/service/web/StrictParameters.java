package io.reliablemessage.service.web;

import java.beans.PropertyEditorSupport;
import java.util.UUID;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/** Reads ids in paths and parameters as strictly as those in bodies; Java's own reader takes "1-1-1-1-1" for a UUID. */
@ControllerAdvice
class StrictParameters {
    private static final int UUID_LENGTH = 36;

    @InitBinder
    void readUuids(WebDataBinder binder) {
        binder.registerCustomEditor(UUID.class, new UuidEditor());
    }

    private static final class UuidEditor extends PropertyEditorSupport {
        @Override
        public void setAsText(String text) {
            if (text.length() != UUID_LENGTH) {
                throw new IllegalArgumentException("A UUID has " + UUID_LENGTH + " characters");
            }
            setValue(UUID.fromString(text));
        }
    }
}
