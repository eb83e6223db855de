-- What two books say differently. scope, owner, identity, business_key, message_id: as in reconciliation_suspect.
-- subject: SHA-256 of topic, scope, owner and identity while nothing else may be said about the same thing, that is until it is REPAIRED
-- or RESOLVED; then null.
-- since_at: when it entered the book that has it. opened_run, opened_at null: only IN_FLIGHT so far. last_run looked at it last; seen_run
-- found it open last, null: none has.
-- repair_due_at: a duty repairs it from then on; null: it waits for a person, or for the next run to verify it. repair_claim: what a claimer
-- settles, and nothing that somebody else claimed later. repair_approved_by null: the topic's rules. repaired_at null: nobody has yet.
-- closed_by null: not ACCEPTED.
CREATE TABLE IF NOT EXISTS reconciliation_discrepancy (
  id                 BINARY(16)    NOT NULL,
  topic_id           INT           NOT NULL,
  scope              ENUM('FACTS', 'GROUP', 'MESSAGE') NOT NULL,
  owner              INT           NOT NULL,
  identity           BINARY(32)    NOT NULL,
  subject            BINARY(32)    NULL,
  type               ENUM('MISSING_MESSAGE', 'GHOST_MESSAGE', 'UNCONSUMED', 'FALSE_RECEIPT', 'UNRECEIPTED_EFFECT', 'CONFLICTING_CONTENT', 'DUPLICATE_EFFECT', 'BROKEN_STATE') NOT NULL,
  state              ENUM('IN_FLIGHT', 'OPEN', 'REPAIRING', 'REPAIRED', 'RESOLVED', 'ACCEPTED') NOT NULL,
  application_id     INT           NULL,
  position           INT           NULL,
  business_key       VARCHAR(2600) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  message_id         BINARY(16)    NULL,
  detail             VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  since_at           DATETIME(3)   NOT NULL,
  our_amount         VARCHAR(200)  CHARACTER SET ascii COLLATE ascii_bin NULL,
  their_amount       VARCHAR(200)  CHARACTER SET ascii COLLATE ascii_bin NULL,
  first_run          BINARY(16)    NOT NULL,
  last_run           BINARY(16)    NOT NULL,
  opened_run         BINARY(16)    NULL,
  seen_run           BINARY(16)    NULL,
  first_seen_at      DATETIME(3)   NOT NULL,
  opened_at          DATETIME(3)   NULL,
  closed_at          DATETIME(3)   NULL,
  closed_by          VARCHAR(100)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  closed_reason      VARCHAR(500)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  repair_due_at      DATETIME(3)   NULL,
  repair_claim       BIGINT        NOT NULL DEFAULT 0,
  repair_approved_by VARCHAR(100)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  repair_reason      VARCHAR(500)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  repaired_at        DATETIME(3)   NULL,
  repairs            INT           NOT NULL DEFAULT 0,
  repair_problem     VARCHAR(500)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  PRIMARY KEY (id),                           -- list, newest first
  UNIQUE KEY by_subject (subject),            -- one at a time about the same thing; what is known about a suspect
  KEY by_topic_state (topic_id, state, id),   -- what a run looks at again; list by topic and state; how many are open
  KEY by_topic (topic_id, id),                -- list by topic, and by run
  KEY by_state (state, id),                   -- list by state
  KEY by_identity (identity, id),             -- list of a key, and of a message
  KEY by_repair (state, repair_due_at),       -- which repairs are due
  KEY by_end (closed_at),                     -- removal
  CONSTRAINT reconciliation_discrepancy_subject CHECK ((subject IS NULL) = (state IN ('REPAIRED', 'RESOLVED'))),
  CONSTRAINT reconciliation_discrepancy_opened CHECK (opened_at IS NOT NULL OR state IN ('IN_FLIGHT', 'RESOLVED')),
  CONSTRAINT reconciliation_discrepancy_closed CHECK ((closed_at IS NULL) = (state IN ('IN_FLIGHT', 'OPEN', 'REPAIRING'))),
  CONSTRAINT reconciliation_discrepancy_repair CHECK (repair_due_at IS NULL OR state = 'OPEN')
) ENGINE = InnoDB;
