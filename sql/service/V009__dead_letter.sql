-- One case per message and group that could not be delivered; a failed replay opens the same case again with one round more.
-- fingerprint: SHA-256 over exception type and top frame, first 8 bytes as hex; empty when there was no error to see.
-- next_replay_at null: no automatic replay is planned. closed_at null: OPEN or REPLAYING.
CREATE TABLE IF NOT EXISTS dead_letter (
  id              BINARY(16)    NOT NULL,
  message_id      BINARY(16)    NOT NULL,
  topic_id        INT           NOT NULL,
  subscription_id INT           NOT NULL,
  position        INT           NOT NULL,
  state           ENUM('OPEN', 'REPLAYING', 'RESOLVED', 'DISCARDED') NOT NULL,
  reason          ENUM('ATTEMPTS_EXHAUSTED', 'REJECTED', 'UNREADABLE', 'KEY_CONFLICT', 'BROKER_REFUSED') NOT NULL,
  fingerprint     CHAR(16)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  error_type      VARCHAR(200)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  first_error     VARCHAR(4000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  last_error      VARCHAR(4000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  attempts        INT           NOT NULL,
  rounds          INT           NOT NULL DEFAULT 0,
  opened_at       DATETIME(3)   NOT NULL,
  updated_at      DATETIME(3)   NOT NULL,
  closed_at       DATETIME(3)   NULL,
  next_replay_at  DATETIME(3)   NULL,
  assignee        VARCHAR(100)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  note            VARCHAR(2000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  closed_reason   VARCHAR(500)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_message_group (message_id, subscription_id), -- opening, late receipts, a message's cases
  KEY by_state (state, id),                                  -- list, newest first; the oldest open case
  KEY by_cause (state, fingerprint, id),                     -- list by cause
  KEY by_topic (state, topic_id, id),                        -- list by topic
  KEY by_group (state, subscription_id, id),                 -- list by group
  KEY by_replay (state, next_replay_at),                     -- due scan of automatic replay
  CONSTRAINT dead_letter_closed CHECK ((closed_at IS NULL) = (state IN ('OPEN', 'REPLAYING'))),
  CONSTRAINT dead_letter_replay CHECK (next_replay_at IS NULL OR state = 'OPEN')
) ENGINE = InnoDB;
