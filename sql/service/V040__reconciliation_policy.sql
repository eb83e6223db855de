-- When and how a topic's books are compared; a topic without a row only by hand. Durations in milliseconds.
-- facts_from: names of applications, repairs: type to mode, webhooks: names; each as JSON.
-- amount_field null: no amounts. compared_to null: no scheduled run has compared all books yet. next_run_at null: not enabled.
CREATE TABLE IF NOT EXISTS reconciliation_policy (
  topic_id      INT           NOT NULL,
  enabled       TINYINT       NOT NULL,
  cron          VARCHAR(120)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lag_ms        BIGINT        NOT NULL,
  overlap_ms    BIGINT        NOT NULL,
  horizon_ms    BIGINT        NOT NULL,
  max_window_ms BIGINT        NOT NULL,
  facts_from    VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_field  VARCHAR(200)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  repairs       VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  webhooks      VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  created_at    DATETIME(3)   NOT NULL,
  compared_to   DATETIME(3)   NULL,
  next_run_at   DATETIME(3)   NULL,
  PRIMARY KEY (topic_id),
  KEY due (next_run_at), -- which runs are due
  CONSTRAINT reconciliation_policy_next CHECK ((next_run_at IS NOT NULL) = (enabled <> 0))
) ENGINE = InnoDB;
