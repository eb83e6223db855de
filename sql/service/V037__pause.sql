-- What somebody paused. due_shard: a shard of its own, beyond those of table message and group_delivery that are worked on (0 to 15), where
-- waits what the pause holds; so held deliveries cost nothing and stand in nobody's way. There, due_at is the expiry, or 9999-12-31.
-- until_at null: until somebody ends it. ended_at null: in force, unless until_at has passed. A pause that has ended stays until all that it
-- held is given back. At most 112 rows, which are read together; so the unique keys are all the indexes there are.
CREATE TABLE IF NOT EXISTS pause (
  id        INT          NOT NULL AUTO_INCREMENT,
  kind      ENUM('TOPIC', 'GROUP', 'APPLICATION') NOT NULL,
  name      VARCHAR(127) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  due_shard TINYINT      NOT NULL,
  paused_by VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  reason    VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  since_at  DATETIME(3)  NOT NULL,
  until_at  DATETIME(3)  NULL,
  ended_at  DATETIME(3)  NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_name (kind, name),
  UNIQUE KEY by_due_shard (due_shard), -- two pauses that begin at once cannot share a shard
  CONSTRAINT pause_due_shard CHECK (due_shard BETWEEN 16 AND 127)
) ENGINE = InnoDB;
