-- Publishing again what the broker has lost. topic_id null: all topics. state_reason null: not STOPPED.
-- at_work: topic_id while RUNNING, 0 for all topics; then null. position: messages with smaller ids are done; first_id and position null: not begun.
-- paid_until: the rate allows the next message from then on. finished_at null: RUNNING.
CREATE TABLE IF NOT EXISTS republication (
  id              BINARY(16)   NOT NULL,
  topic_id        INT          NULL,
  from_at         DATETIME(3)  NOT NULL,
  to_at           DATETIME(3)  NOT NULL,
  rate_per_second INT          NOT NULL,
  reason          VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  state           ENUM('RUNNING', 'STOPPED', 'DONE') NOT NULL,
  state_reason    VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  at_work         INT          NULL,
  first_id        BINARY(16)   NULL,
  position        BINARY(16)   NULL,
  looked          BIGINT       NOT NULL DEFAULT 0,
  republished     BIGINT       NOT NULL DEFAULT 0,
  paid_until      DATETIME(6)  NOT NULL,
  started_by      VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  started_at      DATETIME(3)  NOT NULL,
  finished_at     DATETIME(3)  NULL,
  PRIMARY KEY (id),               -- list, newest first
  UNIQUE KEY by_work (at_work),   -- one at a time per topic; what the duty works on
  KEY by_end (finished_at),       -- removal of old ones
  CONSTRAINT republication_finished CHECK ((finished_at IS NULL) = (state = 'RUNNING')),
  CONSTRAINT republication_at_work CHECK ((at_work IS NULL) = (state <> 'RUNNING'))
) ENGINE = InnoDB;
