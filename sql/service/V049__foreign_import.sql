-- Taking over what RocketMQ has given up. subscription_id null: kind UNCHECKED_TRANSACTIONS. state_reason null: not STOPPED.
-- at_work: broker_topic while RUNNING, then null. total and queues null: the broker's topic has not been looked at yet.
-- queues: of each queue what is to be read next and where it ended at the start, as JSON. steps: how often queues was moved on, which keeps two nodes apart.
-- problem null: none was refused. failing_since null: the broker could be read the last time. finished_at null: RUNNING.
CREATE TABLE IF NOT EXISTS foreign_import (
  id              BINARY(16)   NOT NULL,
  kind            ENUM('DEAD_LETTERS', 'UNCHECKED_TRANSACTIONS') NOT NULL,
  broker_topic    VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  topic_id        INT          NOT NULL,
  application_id  INT          NOT NULL,
  subscription_id INT          NULL,
  reason          VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  state           ENUM('RUNNING', 'STOPPED', 'DONE') NOT NULL,
  state_reason    VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  at_work         VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  total           BIGINT       NULL,
  queues          TEXT         CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  steps           INT          NOT NULL DEFAULT 0,
  imported        BIGINT       NOT NULL DEFAULT 0,
  known           BIGINT       NOT NULL DEFAULT 0,
  refused         BIGINT       NOT NULL DEFAULT 0,
  problem         VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  failing_since   DATETIME(3)  NULL,
  started_by      VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  started_at      DATETIME(3)  NOT NULL,
  finished_at     DATETIME(3)  NULL,
  PRIMARY KEY (id),              -- list, newest first
  UNIQUE KEY by_work (at_work),  -- one at a time per topic of the broker; what the duty works on
  KEY by_end (finished_at),      -- removal of old ones
  CONSTRAINT foreign_import_finished CHECK ((finished_at IS NULL) = (state = 'RUNNING')),
  CONSTRAINT foreign_import_at_work CHECK ((at_work IS NULL) = (state <> 'RUNNING'))
) ENGINE = InnoDB;
