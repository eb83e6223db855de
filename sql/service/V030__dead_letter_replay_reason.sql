-- replay_reason: why a person or a job last replayed the case; null: nobody has. Until now note held it; note is of whoever looks after
-- the case from now on. by_assignee: list by assignee. by_newest_cause: the causes of the newest cases, with their counts per group, without a
-- look at the rows themselves. A migration that was killed between its statements can be run again.
SET @alter_dead_letter = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
           WHERE table_schema = DATABASE() AND table_name = 'dead_letter' AND column_name = 'replay_reason'),
  'DO 0',
  'ALTER TABLE dead_letter
     ADD COLUMN replay_reason VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
     ADD KEY by_assignee (state, assignee, id),
     ADD KEY by_newest_cause (state, id, fingerprint, subscription_id)');
PREPARE alter_dead_letter FROM @alter_dead_letter;
EXECUTE alter_dead_letter;
DEALLOCATE PREPARE alter_dead_letter;
UPDATE dead_letter SET replay_reason = LEFT(note, 500), note = NULL WHERE note IS NOT NULL AND replay_reason IS NULL;
