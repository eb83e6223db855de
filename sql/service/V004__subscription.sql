-- A consumer group on a topic. position is its bit in the group sets of table message and is never given to another group.
-- tags null: the whole topic. ended_at null: subscribed now.
CREATE TABLE IF NOT EXISTS subscription (
  id             INT          NOT NULL AUTO_INCREMENT,
  topic_id       INT          NOT NULL,
  group_name     VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  application_id INT          NOT NULL,
  position       INT          NOT NULL,
  tags           VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at     DATETIME(3)  NOT NULL,
  ended_at       DATETIME(3)  NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_topic_group (topic_id, group_name),  -- subscribe, receipts
  UNIQUE KEY by_topic_position (topic_id, position), -- two groups subscribing at once cannot share a bit
  CONSTRAINT subscription_topic FOREIGN KEY (topic_id) REFERENCES topic (id),
  CONSTRAINT subscription_application FOREIGN KEY (application_id) REFERENCES application (id),
  CONSTRAINT subscription_position CHECK (position BETWEEN 0 AND 61)
) ENGINE = InnoDB;
