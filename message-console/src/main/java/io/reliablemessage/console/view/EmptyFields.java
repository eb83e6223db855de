package io.reliablemessage.console.view;

import java.beans.PropertyEditorSupport;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/** A field of a form that was left empty says nothing. */
@ControllerAdvice
class EmptyFields {
    @InitBinder
    void emptyAsNull(WebDataBinder binder) {
        binder.registerCustomEditor(String.class, new PropertyEditorSupport() {
            @Override
            public void setAsText(String text) {
                setValue(text.isBlank() ? null : text);
            }
        });
    }
}
