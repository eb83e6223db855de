-- Replays and discards of many cases; the id holds the time of the start. filter: which cases, a DeadLetterFilter as JSON.
-- resume_to: the state that a PAUSED job goes back to; null in any other. state_reason null: nobody gave one.
-- collected_to: while COLLECTING the cases opened before this id are still to be looked at.
-- paid_until: the rate allows the next case from then on. judged_since: failures before do not stop the job; moved when it is resumed.
-- slot: a number of its own while a duty has work with the job, which bounds how many there are; then null.
-- replaying_cases to not_tried_cases: how many cases have that result, moved together with them; all the others of the total are WAITING.
-- finished_at null: neither STOPPED nor DONE.
CREATE TABLE IF NOT EXISTS dead_letter_job (
  id                      BINARY(16)   NOT NULL,
  action                  ENUM('REPLAY', 'DISCARD') NOT NULL,
  filter                  TEXT         CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  reason                  VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  state                   ENUM('COLLECTING', 'CANARY', 'RUNNING', 'SETTLING', 'PAUSED', 'STOPPED', 'DONE') NOT NULL,
  resume_to               ENUM('COLLECTING', 'CANARY', 'RUNNING') NULL,
  state_reason            VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  canary                  INT          NOT NULL,
  rate_per_second         INT          NOT NULL,
  stop_at_failure_percent INT          NOT NULL,
  started_by              VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  started_at              DATETIME(3)  NOT NULL,
  finished_at             DATETIME(3)  NULL,
  collected_to            BINARY(16)   NOT NULL,
  total                   INT          NOT NULL DEFAULT 0,
  paid_until              DATETIME(6)  NOT NULL,
  judged_since            DATETIME(3)  NOT NULL,
  slot                    TINYINT      NULL,
  replaying_cases         INT          NOT NULL DEFAULT 0,
  consumed_cases          INT          NOT NULL DEFAULT 0,
  failed_cases            INT          NOT NULL DEFAULT 0,
  unknown_cases           INT          NOT NULL DEFAULT 0,
  discarded_cases         INT          NOT NULL DEFAULT 0,
  skipped_cases           INT          NOT NULL DEFAULT 0,
  not_tried_cases         INT          NOT NULL DEFAULT 0,
  PRIMARY KEY (id),               -- list, newest first
  UNIQUE KEY by_slot (slot),      -- what the duty works on; jobs that start at once cannot exceed their number
  KEY by_end (finished_at),       -- removal of old jobs
  CONSTRAINT dead_letter_job_paused CHECK ((resume_to IS NULL) = (state <> 'PAUSED')),
  CONSTRAINT dead_letter_job_finished CHECK ((finished_at IS NULL) = (state NOT IN ('STOPPED', 'DONE'))),
  CONSTRAINT dead_letter_job_slot CHECK (slot BETWEEN 1 AND 20)
) ENGINE = InnoDB;
