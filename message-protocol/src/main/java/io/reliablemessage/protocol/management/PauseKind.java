package io.reliablemessage.protocol.management;

/** What can be paused. */
public enum PauseKind {
    /** Nothing of the topic is delivered. */
    TOPIC,
    /** Nothing is delivered to the group, on any topic. */
    GROUP,
    /** Nothing that the application sent is delivered, and it is not asked for its word. */
    APPLICATION
}
