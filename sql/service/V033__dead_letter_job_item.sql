-- The cases of a job, each with one result. number: from 0, in the order in which they are tried, newest case first.
-- collected_round: the case's rounds when it was collected; once it has more, somebody else has replayed it, and the job leaves it alone.
-- round: the case's rounds after this job replayed it, which tells that replay from others; null: not tried.
-- tried_at null: not tried. waits_since: from when its result is waited for, moved on while a pause holds the case; null: not tried.
-- result_at null: WAITING or REPLAYING. detail null: nothing to say.
CREATE TABLE IF NOT EXISTS dead_letter_job_item (
  job_id          BINARY(16)   NOT NULL,
  number          INT          NOT NULL,
  dead_letter_id  BINARY(16)   NOT NULL,
  message_id      BINARY(16)   NOT NULL,
  topic_id        INT          NOT NULL,
  subscription_id INT          NOT NULL,
  result          ENUM('WAITING', 'REPLAYING', 'CONSUMED', 'FAILED', 'UNKNOWN', 'DISCARDED', 'SKIPPED', 'NOT_TRIED') NOT NULL,
  detail          VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  collected_round INT          NOT NULL,
  round           INT          NULL,
  tried_at        DATETIME(3)  NULL,
  waits_since     DATETIME(3)  NULL,
  result_at       DATETIME(3)  NULL,
  PRIMARY KEY (job_id, number),                -- list
  UNIQUE KEY by_case (dead_letter_id, job_id), -- a case is in a job once; which job made a case's round
  KEY by_result (job_id, result, number),      -- list by result; what waits and what is under way
  KEY by_time (job_id, result, result_at),     -- the last results, which decide whether the job goes on
  CONSTRAINT dead_letter_job_item_result CHECK ((result_at IS NULL) = (result IN ('WAITING', 'REPLAYING')))
) ENGINE = InnoDB;
