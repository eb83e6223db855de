package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.service.application.Application;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks each application once for all its messages, several applications at a time. */
final class Interview implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Interview.class);
    private static final int AT_A_TIME = 8;

    private final ApplicationCatalog applications;
    private final TopicCatalog topics;
    private final CheckBackClient client;
    private final Silence silence;
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME, work -> {
        Thread thread = new Thread(work, "check-back");
        thread.setDaemon(true);
        return thread;
    });

    Interview(ApplicationCatalog applications, TopicCatalog topics, CheckBackClient client, Silence silence) {
        this.applications = applications;
        this.topics = topics;
        this.client = client;
        this.silence = silence;
    }

    /**
     * What was heard about a message.
     *
     * @param asked whether a question was put at all; an application that kept silent just now is left alone for a while
     */
    record Heard(DoubtfulMessage message, Answer answer, boolean asked) {}

    List<Heard> ask(List<DoubtfulMessage> messages, Instant now) throws InterruptedException {
        Map<Integer, List<DoubtfulMessage>> byApplication = messages.stream()
                .collect(Collectors.groupingBy(DoubtfulMessage::applicationId, TreeMap::new, Collectors.toList()));
        List<Callable<List<Heard>>> questions = new ArrayList<>();
        byApplication.forEach((id, theirs) -> questions.add(() -> ask(applications.byId(id), theirs, now)));
        List<Heard> heard = new ArrayList<>();
        for (Future<List<Heard>> answered : threads.invokeAll(questions)) {
            try {
                heard.addAll(answered.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("A check-back failed", e.getCause());
            }
        }
        return heard;
    }

    private List<Heard> ask(Application application, List<DoubtfulMessage> messages, Instant now) {
        boolean ask = !silence.keptBy(application);
        Answer answer = ask
                ? answerOf(application, question(application, messages, now))
                : new Answer.Unanswered("The application kept silent just before");
        if (ask) {
            silence.note(application, answer);
        }
        return messages.stream().map(each -> new Heard(each, answer, ask)).toList();
    }

    /** What goes wrong with one application must not spoil what the others have answered. */
    private Answer answerOf(Application application, CheckRequest question) {
        try {
            return client.ask(application, question);
        } catch (RuntimeException e) {
            log.error(
                    "Application {} cannot be asked at all; its messages wait for the next round",
                    application.name(),
                    e);
            return new Answer.Unanswered(
                    "The question could not be put: " + e.getClass().getSimpleName());
        }
    }

    private CheckRequest question(Application application, List<DoubtfulMessage> messages, Instant now) {
        return new CheckRequest(
                UUID.randomUUID(),
                application.name(),
                now,
                messages.stream()
                        .map(each -> new CheckRequest.Item(
                                each.id(), topics.byId(each.topicId()).name(), each.key(), each.preparedAt()))
                        .toList());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
