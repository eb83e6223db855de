package io.reliablemessage.console.setup;

import io.reliablemessage.console.service.ServiceProblem;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What the console itself finds wrong with a form, said as the service would say it. */
@Component
public class Refusals {
    private final MessageSource messages;

    Refusals(MessageSource messages) {
        this.messages = messages;
    }

    /** @param message the name of the message */
    public ServiceProblem of(String field, String message, Object... arguments) {
        return new ServiceProblem(
                HttpStatus.BAD_REQUEST.value(),
                field,
                messages.getMessage(message, arguments, LocaleContextHolder.getLocale()),
                null);
    }
}
