package io.reliablemessage.client;

/** An event's {@link ReliableEvent} annotation makes no sense; thrown at the start where it can be seen then, otherwise by publishing. */
public final class InvalidEventException extends IllegalStateException {
    private final String event;

    /**
     * @param event the event's class
     * @param problem the sentence without its subject, such as "has no property orderNo"
     */
    public InvalidEventException(Class<?> event, String problem) {
        super("@ReliableEvent " + event.getName() + " " + problem);
        this.event = event.getName();
    }

    /** The name of the event's class. */
    public String event() {
        return event;
    }
}
