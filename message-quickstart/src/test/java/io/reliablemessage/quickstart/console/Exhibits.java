package io.reliablemessage.quickstart.console;

import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.protocol.management.JobState;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.PauseRequest;
import io.reliablemessage.protocol.management.WebhookKind;
import io.reliablemessage.protocol.management.WebhookRules;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Something to look at on every page.
 *
 * @param order a dead letter of three groups, of two kinds
 * @param longKey the same with a key that is as long as an order number may be
 * @param undecided a message whose producer cannot tell
 * @param job a replay that is done
 * @param run over the shop's orders, ended
 * @param discrepancy something that it found
 * @param webhook the name of one
 */
record Exhibits(
        Shop.DeadOrder order,
        Shop.DeadOrder longKey,
        UUID undecided,
        UUID job,
        UUID run,
        UUID discrepancy,
        String webhook) {

    private static final String WEBHOOK = "on-call";
    private static final int CASES_OF_JOB = 6;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    static Exhibits make(Shop shop, UnsureShop unsureShop, Books books, Management management) {
        UUID undecided = unsureShop.prepare(Shop.newOrderNo("order"));
        UUID job = finishedJob(shop, management);
        Shop.DeadOrder order = shop.placePoisoned(Shop.newOrderNo("order"));
        Shop.DeadOrder longKey =
                shop.placePoisoned(Shop.newOrderNo("an-order-number-that-goes-on-and-on-without-any-blank"));
        management.put("/v1/pauses/group/shelf", new PauseRequest("The shelf is being tidied", null));
        await("the message is undecided")
                .until(() -> management
                        .get("/v1/messages/" + undecided, MessageView.class)
                        .state()
                        .name()
                        .equals("UNDECIDED"));
        books.setRules();
        UUID damaged = books.damage();
        UUID run = books.compare().id();
        management.put(
                "/v1/webhooks/" + WEBHOOK,
                new WebhookRules(WebhookKind.JSON, URI.create("https://alerts.example/"), null, null));
        return new Exhibits(
                order, longKey, undecided, job, run, books.about(damaged).get(0).id(), WEBHOOK);
    }

    private static UUID finishedJob(Shop shop, Management management) {
        String orders = Shop.newOrderNo("order");
        shop.breakPoints();
        for (int i = 0; i < CASES_OF_JOB; i++) {
            shop.place(orders + "-" + i);
        }
        await("the orders are dead for points").until(() -> management.openCases("points", orders) == CASES_OF_JOB);
        shop.calm();
        DeadLetterFilter filter =
                new DeadLetterFilter(null, null, "points", null, null, orders, null, null, null, null, null);
        UUID job = management
                .post(
                        "/v1/dead-letter-jobs",
                        new JobRequest(JobAction.REPLAY, filter, "Points work again", 2, null, null),
                        JobDetails.class)
                .id();
        await("the job is done")
                .until(() -> management
                                .get("/v1/dead-letter-jobs/" + job, JobDetails.class)
                                .state()
                        == JobState.DONE);
        return job;
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(200));
    }
}
