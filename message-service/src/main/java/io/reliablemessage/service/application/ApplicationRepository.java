package io.reliablemessage.service.application;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ApplicationRepository extends Repository<RegisteredApplication, Integer> {
    RegisteredApplication saveAndFlush(RegisteredApplication application);

    Optional<RegisteredApplication> findByName(String name);

    Optional<RegisteredApplication> findById(int id);

    List<RegisteredApplication> findByNameGreaterThanOrderByName(String after, Limit limit);

    /** Locks a row that is always the same one; see {@link Subscriptions}. Hibernate's own lock clause names a table, which MariaDB refuses. */
    @Query(value = "SELECT * FROM application ORDER BY id LIMIT 1 FOR UPDATE", nativeQuery = true)
    Optional<RegisteredApplication> findFirstByOrderById();
}
