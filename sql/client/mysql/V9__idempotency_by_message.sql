-- Reads the records of a group in the order of the messages' ids, for the comparison of books: by_message has all columns of a digest.
-- Adds the index unless it is there: MySQL has no IF NOT EXISTS for it, and a crash must not leave a script that fails the next time.
-- Listeners go on meanwhile.
SET @rm_statement = IF(
  EXISTS (SELECT 1 FROM information_schema.statistics
          WHERE table_schema = DATABASE() AND table_name = 'rm_idempotency' AND index_name = 'by_message'),
  'DO 0',
  'ALTER TABLE rm_idempotency ADD KEY by_message (message_id, group_name, payload_hash), ALGORITHM = INPLACE, LOCK = NONE');
PREPARE rm_statement FROM @rm_statement;
EXECUTE rm_statement;
DEALLOCATE PREPARE rm_statement;
