-- breaker: how the node's breaker stood at its last sign of life, CLOSED, OPEN or HALF_OPEN; null: it did not say. A migration that was
-- killed before it was noted can be run again.
SET @alter_node = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
           WHERE table_schema = DATABASE() AND table_name = 'node' AND column_name = 'breaker'),
  'DO 0',
  'ALTER TABLE node ADD COLUMN breaker VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL');
PREPARE alter_node FROM @alter_node;
EXECUTE alter_node;
DEALLOCATE PREPARE alter_node;
