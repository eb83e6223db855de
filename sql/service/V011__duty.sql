-- The background duties: who worked on which last and whether it went well. last_error null: the last run went well.
CREATE TABLE IF NOT EXISTS duty (
  name              VARCHAR(60)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  node              VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  last_started_at   DATETIME(3)  NOT NULL,
  last_succeeded_at DATETIME(3)  NULL,
  last_failed_at    DATETIME(3)  NULL,
  last_error        VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  handled           BIGINT       NOT NULL DEFAULT 0,
  PRIMARY KEY (name)
) ENGINE = InnoDB;
