-- Messages that were edited and sent anew to the group of a dead letter. difference: the lines that differ, as JSON; a part of both payloads.
CREATE TABLE IF NOT EXISTS message_edit (
  replacement_id BINARY(16)   NOT NULL,
  original_id    BINARY(16)   NOT NULL,
  dead_letter_id BINARY(16)   NOT NULL,
  edited_by      VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  edited_at      DATETIME(3)  NOT NULL,
  reason         VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  difference     MEDIUMTEXT   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (replacement_id),        -- where a message came from
  UNIQUE KEY by_case (dead_letter_id), -- a case is closed by one edit
  KEY by_original (original_id),       -- what a message went into
  KEY by_time (edited_at)              -- removal with the messages
) ENGINE = InnoDB;
