package io.reliablemessage.service.application;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.repository.Repository;

interface ApplicationRepository extends Repository<RegisteredApplication, Integer> {
    RegisteredApplication saveAndFlush(RegisteredApplication application);

    Optional<RegisteredApplication> findByName(String name);

    Optional<RegisteredApplication> findById(int id);

    List<RegisteredApplication> findByNameGreaterThanOrderByName(String after, Limit limit);

    /** Locks a row that is always the same one; see {@link Subscriptions}. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<RegisteredApplication> findFirstByOrderById();
}
