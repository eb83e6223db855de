package io.reliablemessage.service.deadletter;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.Repository;

interface DeadLetterRepository extends Repository<DeadLetter, UUID>, JpaSpecificationExecutor<DeadLetter> {
    Optional<DeadLetter> findById(UUID id);
}
