-- IMPORTED: RocketMQ itself had given the message up; it was taken over from there. At the end of the list, where it costs no copy of the table.
ALTER TABLE dead_letter MODIFY reason
  ENUM('ATTEMPTS_EXHAUSTED', 'REJECTED', 'UNREADABLE', 'KEY_CONFLICT', 'BROKER_REFUSED', 'IMPORTED') NOT NULL;
