package io.reliablemessage.service.foreign.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.service.foreign.ForeignTopics;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RocketMqTopicsTest {

    /** A broker answers "no new message", too, where the file of a queue's index has expired, and then names the offset behind it. */
    @ParameterizedTest
    @CsvSource({
        "FOUND, 32, 32",
        "NO_NEW_MSG, 300000, 300000",
        "NO_NEW_MSG, 10, 900000",
        "NO_NEW_MSG, 0, 900000",
        "NO_MATCHED_MSG, 11, 11",
        "OFFSET_ILLEGAL, 600000, 600000",
        "OFFSET_ILLEGAL, 0, 11"
    })
    void goesOnWhereTheBrokerSaysAndPassesNoMessage(PullStatus status, long named, long next) {
        ForeignTopics.Queue queue = new ForeignTopics.Queue("broker-a", 0, 10, 900_000);
        assertThat(RocketMqTopics.next(queue, status, named)).isEqualTo(next);
    }
}
