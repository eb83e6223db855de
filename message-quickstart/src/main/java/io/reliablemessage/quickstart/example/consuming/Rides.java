package io.reliablemessage.quickstart.example.consuming;

import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.StateMachine;
import org.springframework.stereotype.Component;

/** State machine: a ride only goes forward. */
// consuming.md shows state-machine
@Component
class Rides {
    private final JdbcBooks books;

    Rides(JdbcBooks books) {
        this.books = books;
    }

    record Ride(String rideNo, String status) {}

    @StateMachine(
            entity = "rideNo",
            state = "status",
            states = {"CREATED", "ACCEPTED", "DRIVING", "DONE|CANCELLED"})
    @ReliableMessageListener(topic = "rides", group = "dispatch")
    void onRide(Ride ride) {
        books.setRide(ride.rideNo(), ride.status());
    }
}
// consuming.md shows no more
