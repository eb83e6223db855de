-- A group that left the message's own schedule because it failed or asked for time: its own attempts and due time.
-- round: 0 for the first budget, one more for each replay. due_at null: not being tried now.
CREATE TABLE IF NOT EXISTS group_delivery (
  message_id BINARY(16)  NOT NULL,
  position   INT         NOT NULL,
  topic_id   INT         NOT NULL,
  round      INT         NOT NULL,
  attempts   INT         NOT NULL,
  due_shard  TINYINT     NULL,
  due_at     DATETIME(3) NULL,
  expires_at DATETIME(3) NULL,
  claim      BIGINT      NULL,
  PRIMARY KEY (message_id, position),
  KEY due (due_shard, due_at), -- due scan of redelivery and expiry
  CONSTRAINT group_delivery_due_shard CHECK ((due_shard IS NULL) = (due_at IS NULL))
) ENGINE = InnoDB
PARTITION BY RANGE COLUMNS (message_id) (PARTITION p_rest VALUES LESS THAN (MAXVALUE));
