package io.reliablemessage.service.application;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

interface TopicRepository extends Repository<RegisteredTopic, Integer> {
    RegisteredTopic saveAndFlush(RegisteredTopic topic);

    Optional<RegisteredTopic> findByName(String name);

    List<RegisteredTopic> findByNameGreaterThanOrderByName(String after, Limit limit);
}
