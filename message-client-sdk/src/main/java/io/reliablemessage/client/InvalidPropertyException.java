package io.reliablemessage.client;

/** A setting under {@code reliable-message} is missing or outside its limits. */
public final class InvalidPropertyException extends IllegalArgumentException {
    private final String property;

    /**
     * @param name the setting's name below {@code reliable-message}, such as {@code service-url}
     * @param problem the sentence without its subject, such as "must be set"
     */
    public InvalidPropertyException(String name, String problem) {
        super("reliable-message." + name + " " + problem);
        this.property = "reliable-message." + name;
    }

    /** The full name of the setting. */
    public String property() {
        return property;
    }
}
