-- Who looks after all cases of a cause. assignee null: nobody. A cause without a row has neither assignee nor note.
CREATE TABLE IF NOT EXISTS dead_letter_cause (
  fingerprint CHAR(16)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  assignee    VARCHAR(100)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  note        VARCHAR(2000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  updated_at  DATETIME(3)   NOT NULL,
  PRIMARY KEY (fingerprint) -- the assignments of a list of causes
) ENGINE = InnoDB;
