-- Who did what, when and why. Entries are inserted and read; no statement changes or deletes one.
-- target_hash: of the whole target, so that what was done to one thing is read in order, however often something was done to it.
-- role null: an application's or the service's own doing. state_before, state_after null: means nothing here. reason null: none was asked for.
CREATE TABLE IF NOT EXISTS audit (
  number       BIGINT        NOT NULL AUTO_INCREMENT,
  at           DATETIME(3)   NOT NULL,
  actor        VARCHAR(100)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  role         VARCHAR(20)   CHARACTER SET ascii COLLATE ascii_bin NULL,
  action       VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  target       VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  reason       VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  state_before TEXT          CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  state_after  TEXT          CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  outcome      VARCHAR(20)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  detail       VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  target_hash  BINARY(32)    GENERATED ALWAYS AS (UNHEX(SHA2(target, 256))) STORED,
  PRIMARY KEY (number),
  KEY by_actor (actor, number),        -- filter by person, newest first
  KEY by_action (action, number),      -- filter by action, newest first
  KEY by_target (target_hash, number), -- what was done to one message, case, topic …
  KEY by_time (at, number)             -- filter by time
) ENGINE = InnoDB;
