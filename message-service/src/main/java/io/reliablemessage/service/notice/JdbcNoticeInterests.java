package io.reliablemessage.service.notice;

import io.reliablemessage.service.outbox.Times;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Table notice_interest. */
@Component
class JdbcNoticeInterests {
    private final JdbcClient jdbc;

    JdbcNoticeInterests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return whether it was not there before */
    boolean add(int applicationId, int topicId) {
        return jdbc.sql("""
                        INSERT INTO notice_interest (application_id, topic_id, created_at)
                        VALUES (:application, :topic, UTC_TIMESTAMP(3))
                        ON DUPLICATE KEY UPDATE application_id = application_id
                        """)
                        .param("application", applicationId)
                        .param("topic", topicId)
                        .update()
                == 1;
    }

    boolean remove(int applicationId, int topicId) {
        return jdbc.sql("DELETE FROM notice_interest WHERE application_id = :application AND topic_id = :topic")
                        .param("application", applicationId)
                        .param("topic", topicId)
                        .update()
                == 1;
    }

    List<NoticeInterest> ofTopic(int topicId) {
        return jdbc.sql("""
                        SELECT t.name AS topic, a.name AS application, i.created_at
                          FROM notice_interest i
                          JOIN topic t ON t.id = i.topic_id
                          JOIN application a ON a.id = i.application_id
                         WHERE i.topic_id = :topic
                         ORDER BY a.name
                        """)
                .param("topic", topicId)
                .query((row, n) -> new NoticeInterest(
                        row.getString("topic"), row.getString("application"), Times.readRequired(row, "created_at")))
                .list();
    }
}
