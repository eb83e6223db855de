-- A topic's rules. schedule_ms: redelivery intervals in milliseconds, comma-separated, the last one repeats.
-- check_grace_ms: how long a message may stay PREPARED before its producer is asked; the same interval paces later questions.
-- replay_interval_ms null: open dead letters wait for a person.
CREATE TABLE IF NOT EXISTS topic (
  id                 INT          NOT NULL AUTO_INCREMENT,
  name               VARCHAR(127) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  description        VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  schedule_ms        VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  max_attempts       INT          NOT NULL,
  max_payload_bytes  INT          NOT NULL,
  check_grace_ms     BIGINT       NOT NULL,
  max_checks         INT          NOT NULL,
  without_subscriber ENUM('HOLD', 'END_AT_BROKER') NOT NULL,
  replay_interval_ms BIGINT       NULL,
  max_replay_rounds  INT          NOT NULL,
  created_at         DATETIME(3)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_name (name)
) ENGINE = InnoDB;
