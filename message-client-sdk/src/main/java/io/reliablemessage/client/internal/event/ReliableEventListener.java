package io.reliablemessage.client.internal.event;

import io.reliablemessage.client.ReliableMessages;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;

/** Sends each published event that is to be a message, on the thread and in the transaction of who published it. */
public final class ReliableEventListener implements GenericApplicationListener {
    private final EventDefinitions definitions;
    private final ReliableMessages messages;

    public ReliableEventListener(EventDefinitions definitions, ReliableMessages messages) {
        this.definitions = definitions;
        this.messages = messages;
    }

    @Override
    public boolean supportsEventType(ResolvableType eventType) {
        Class<?> type = eventType.toClass();
        if (!PayloadApplicationEvent.class.isAssignableFrom(type)) {
            return EventDefinitions.isAnnotated(type);
        }
        Class<?> payload =
                eventType.as(PayloadApplicationEvent.class).getGeneric().resolve();
        return payload == null || payload.isInterface() || EventDefinitions.isAnnotated(payload);
    }

    /** On another thread there is no transaction. */
    @Override
    public boolean supportsAsyncExecution() {
        return false;
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        Object payload = event instanceof PayloadApplicationEvent<?> carrier ? carrier.getPayload() : event;
        definitions.of(payload.getClass()).ifPresent(definition -> messages.send(definition.messageOf(payload)));
    }
}
