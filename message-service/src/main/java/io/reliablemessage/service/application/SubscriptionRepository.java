package io.reliablemessage.service.application;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

interface SubscriptionRepository extends Repository<GroupSubscription, Integer> {
    GroupSubscription saveAndFlush(GroupSubscription subscription);

    Optional<GroupSubscription> findByTopicIdAndGroup(int topicId, String group);

    /** At most 62, also those that ended. */
    List<GroupSubscription> findByTopicIdOrderByPosition(int topicId);

    List<GroupSubscription> findByApplicationIdOrderByIdDesc(int applicationId, Limit limit);

    /** A group's subscription to any topic; the first one decides whose group it is. */
    Optional<GroupSubscription> findFirstByGroupOrderById(String group);
}
