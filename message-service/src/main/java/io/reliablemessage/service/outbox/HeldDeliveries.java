package io.reliablemessage.service.outbox;

/** What must not be delivered now because a person paused it. Tells the outbox what to leave to the redelivery, which sets it aside. */
public interface HeldDeliveries {

    /** As far as is known at this moment; at most a second old. Costs no query. */
    Held now();

    /** One moment's view. */
    interface Held {

        /** Whether nothing of the application on this topic is delivered. */
        boolean holdsAll(int topicId, int applicationId);

        /** Whether nothing is delivered to the group. */
        boolean holds(String group);

        boolean holdsAnyGroup();
    }
}
