-- How many messages per topic and minute, added up over all nodes; topic_id 0: over all topics. A node adds what it has counted in memory
-- every few seconds, so what a node counted in the seconds before it was killed is missing.
-- failed: attempts that a consumer reported as failed or rejected.
CREATE TABLE IF NOT EXISTS statistic (
  topic_id  INT      NOT NULL,
  minute    DATETIME NOT NULL,
  accepted  BIGINT   NOT NULL,
  confirmed BIGINT   NOT NULL,
  published BIGINT   NOT NULL,
  consumed  BIGINT   NOT NULL,
  failed    BIGINT   NOT NULL,
  dead      BIGINT   NOT NULL,
  PRIMARY KEY (topic_id, minute), -- adding; the points of a topic, or of all
  KEY by_minute (minute)          -- removal of what is old
) ENGINE = InnoDB;
