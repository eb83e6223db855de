package io.reliablemessage.service.application;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface CredentialRepository extends Repository<Credential, Integer> {
    Credential saveAndFlush(Credential credential);

    List<Credential> findByApplicationIdOrderByIdDesc(int applicationId, Limit limit);

    @Query(
            "SELECT c FROM Credential c WHERE c.applicationId = :applicationId AND (c.expiresAt IS NULL OR c.expiresAt > :now)")
    List<Credential> findValid(int applicationId, Instant now);

    Optional<Credential> findByIdAndApplicationId(int id, int applicationId);

    void delete(Credential credential);
}
