package io.reliablemessage.benchmarks.site;

import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.consumer.ConsumerProcess;
import io.reliablemessage.benchmarks.consumer.ConsumerRequest;
import io.reliablemessage.benchmarks.process.Child;

/** The process of the consuming application, from outside. */
final class ConsumerClient implements AutoCloseable {
    private final Child<ConsumerRequest, Boolean> process;

    ConsumerClient(Jvm jvm) {
        process = new Child<>("consumer", jvm.withClass("consumer", "512m", ConsumerProcess.class), Boolean.class);
    }

    ProcessHandle process() {
        return process.handle();
    }

    /** Consumes here from now on, and nowhere else. */
    void open(Surroundings surroundings) {
        process.ask(new ConsumerRequest(surroundings));
    }

    /** Ends the application; its process waits for the next one. */
    void rest() {
        process.ask(new ConsumerRequest(null));
    }

    @Override
    public void close() {
        process.close();
    }
}
