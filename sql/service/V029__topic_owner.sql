-- Who to ask about the topic; '' if nobody was named. A migration that was killed before it was noted can be run again.
SET @alter_topic = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
           WHERE table_schema = DATABASE() AND table_name = 'topic' AND column_name = 'owner'),
  'DO 0',
  'ALTER TABLE topic
     ADD COLUMN owner VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '''' AFTER description');
PREPARE alter_topic FROM @alter_topic;
EXECUTE alter_topic;
DEALLOCATE PREPARE alter_topic;
