package io.reliablemessage.service.deadletter.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;

/** A node that works on a job is killed at whatever line it is; another one, which worked beside it, finishes the job. */
@CoreTest
@TestPropertySource(properties = "reliable-message.test.database=killed-job")
@Timeout(120)
class KilledJobTest {
    private static final int CASES = 1_500;

    @Autowired
    Jobs jobs;

    @Autowired
    JobDuty duty;

    @Autowired
    Producer producer;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    Environment environment;

    private String topic;

    @BeforeEach
    void bury() {
        int application = producer.application();
        Producer.TopicOnTest made = producer.topic(Producer.Rules.SLOW, application, "points");
        topic = made.name();
        jdbc.update("""
                INSERT INTO message (id, application_id, topic_id, state, content_type, content_hash, payload, created_at, finished_at,
                  groups_all, groups_dead)
                SELECT UNHEX(CONCAT('0190000000007000', LPAD(HEX(numbers.n), 16, '0'))), ?, ?, 'DEAD', 'application/json', REPEAT('h', 32), '{}',
                  UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), 1, 1
                FROM JSON_TABLE(CONCAT('[1', REPEAT(',1', ?), ']'), '$[*]' COLUMNS (n FOR ORDINALITY)) numbers
                """, application, made.id(), CASES - 1);
        jdbc.update("""
                INSERT INTO dead_letter (id, message_id, topic_id, subscription_id, position, state, reason, fingerprint, attempts, opened_at,
                  updated_at)
                SELECT m.id, m.id, m.topic_id, s.id, 0, 'OPEN', 'REJECTED', 'cccccccccccccccc', 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                  FROM message m JOIN subscription s ON s.topic_id = m.topic_id WHERE m.topic_id = ?
                """, made.id());
    }

    @Test
    void jobGoesOnWhereAKilledNodeLeftIt() throws Exception {
        UUID job = jobs.start(
                        new JobRequest(
                                JobAction.REPLAY,
                                new DeadLetterFilter(null, topic, null, null, null, null, null, null, null, null, null),
                                "mended",
                                0,
                                1_000,
                                100),
                        Producer.OPERATOR)
                .id();
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledJobTest.class.getName(),
                        environment.getRequiredProperty("spring.datasource.url"),
                        environment.getRequiredProperty("spring.datasource.username"),
                        environment.getRequiredProperty("spring.datasource.password"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> tried() >= 100);
            other.destroyForcibly().waitFor();
        } finally {
            other.destroyForcibly();
        }
        assertThat(tried()).as("killed while it worked").isLessThan(CASES);
        assertThat(itemsAtOddsWithTheirCases()).isZero();
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    duty.bringOn();
                    return tried() == CASES;
                });
        assertThat(itemsAtOddsWithTheirCases()).isZero();
        assertThat(jobs.get(job).results()).isEqualTo(Map.of(JobItemResult.REPLAYING, (long) CASES));
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM dead_letter WHERE rounds = 1", Integer.class))
                .isEqualTo(CASES);
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM group_delivery WHERE round = 1", Integer.class))
                .isEqualTo(CASES);
    }

    private int tried() {
        Integer tried = jdbc.queryForObject(
                "SELECT COUNT(*) FROM dead_letter_job_item WHERE result <> 'WAITING'", Integer.class);
        return tried == null ? 0 : tried;
    }

    private Integer itemsAtOddsWithTheirCases() {
        return jdbc.queryForObject("""
                SELECT COUNT(*) FROM dead_letter_job_item i JOIN dead_letter d ON d.id = i.dead_letter_id
                WHERE (i.result, d.state, d.rounds) NOT IN (('WAITING', 'OPEN', 0), ('REPLAYING', 'REPLAYING', 1))
                """, Integer.class);
    }

    /** Brings jobs on until it is killed: the database's address, user and password. */
    public static void main(String[] arguments) {
        JobDuty duty = new SpringApplicationBuilder(CoreTest.Core.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.datasource.url=" + arguments[0],
                        "--spring.datasource.username=" + arguments[1],
                        "--spring.datasource.password=" + arguments[2],
                        "--reliable-message.broker.enabled=false",
                        "--reliable-message.delivery.minimum-interval=100ms")
                .getBean(JobDuty.class);
        while (true) {
            duty.bringOn();
        }
    }
}
