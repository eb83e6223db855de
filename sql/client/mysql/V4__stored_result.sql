-- result: what the first call returned, in JSON, for those that are repeated; null: the listener or method keeps none.
-- Adds the column unless it is there: MySQL has no IF NOT EXISTS for it, and a crash must not leave a script that fails the next time.
SET @rm_statement = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'rm_idempotency' AND column_name = 'result'),
  'DO 0',
  'ALTER TABLE rm_idempotency ADD COLUMN result MEDIUMBLOB NULL');
PREPARE rm_statement FROM @rm_statement;
EXECUTE rm_statement;
DEALLOCATE PREPARE rm_statement;
