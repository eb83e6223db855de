-- Comparisons of a topic's books over a window; the id holds the time of the start. rules: those of the start, as JSON.
-- active_topic: the topic while the run is RUNNING, then null; its unique key lets no second run of a topic be at work.
-- step counts the steps that have stored their result; a step changes the run only from the number that it has seen.
-- phase, cursor_id: what is next. not_before: the next step waits until then, since an application did not answer.
-- silent_since: since when the application that is asked now has not answered; null: it has, or was not asked.
-- found: how many discrepancies of each type, as JSON. catching_up: the window was cut at the longest that is allowed, so that another follows.
-- started_by null: the schedule. problem null: nothing to say. signed_by, signed_at null: nobody has signed it off.
CREATE TABLE IF NOT EXISTS reconciliation_run (
  id           BINARY(16)    NOT NULL,
  topic_id     INT           NOT NULL,
  active_topic INT           NULL,
  due_shard    TINYINT       NOT NULL,
  from_at      DATETIME(3)   NOT NULL,
  to_at        DATETIME(3)   NOT NULL,
  catching_up  TINYINT       NOT NULL,
  rules        TEXT          CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  salt         CHAR(32)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  started_by   VARCHAR(100)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  reason       VARCHAR(500)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  started_at   DATETIME(3)   NOT NULL,
  finished_at  DATETIME(3)   NULL,
  state        ENUM('RUNNING', 'DONE', 'INCOMPLETE', 'CANCELLED') NOT NULL,
  step         BIGINT        NOT NULL DEFAULT 0,
  phase        ENUM('COMPARE', 'SUSPECTS', 'IN_FLIGHT', 'OPEN', 'REPAIRING', 'END') NOT NULL DEFAULT 'COMPARE',
  cursor_id    BINARY(16)    NOT NULL,
  stepped_at   DATETIME(3)   NOT NULL,
  not_before   DATETIME(3)   NOT NULL,
  silent_since DATETIME(3)   NULL,
  found        VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '{}',
  in_flight    BIGINT        NOT NULL DEFAULT 0,
  repaired     BIGINT        NOT NULL DEFAULT 0,
  resolved     BIGINT        NOT NULL DEFAULT 0,
  problem      VARCHAR(2000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  signed_by    VARCHAR(100)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  signed_at    DATETIME(3)   NULL,
  sign_comment VARCHAR(500)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  PRIMARY KEY (id),                    -- list, newest first
  UNIQUE KEY one_at_work (active_topic),
  KEY by_topic (topic_id, id),         -- list by topic; the newest of a topic
  KEY by_state (state, id),            -- list by state
  KEY by_turn (state, due_shard, stepped_at), -- whose step is next
  KEY by_end (finished_at),            -- removal
  CONSTRAINT reconciliation_run_active CHECK ((active_topic IS NOT NULL) = (state = 'RUNNING')),
  CONSTRAINT reconciliation_run_finished CHECK ((finished_at IS NULL) = (state = 'RUNNING')),
  CONSTRAINT reconciliation_run_signed CHECK ((signed_by IS NULL) = (signed_at IS NULL))
) ENGINE = InnoDB;
