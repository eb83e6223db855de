-- What webhooks are to be told, written with what it tells of. alert: an Alert as JSON. alert_id names what it tells of: once per webhook.
-- HELD: beyond what a webhook is told in an hour; then one summary tells of all of them, and they are SUMMED_UP.
-- due_at: when a WAITING call is tried next; a try moves it to the next one. done_at null: WAITING or HELD.
CREATE TABLE IF NOT EXISTS webhook_call (
  id         BINARY(16)   NOT NULL,
  webhook    VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  alert_id   VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind       VARCHAR(30)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  alert      TEXT         CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  state      ENUM('WAITING', 'HELD', 'SENT', 'GIVEN_UP', 'SUMMED_UP') NOT NULL,
  attempts   INT          NOT NULL DEFAULT 0,
  created_at DATETIME(3)  NOT NULL,
  due_at     DATETIME(3)  NULL,
  done_at    DATETIME(3)  NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_alert (webhook, alert_id), -- an alert that is told twice is written once
  KEY due (due_at),                        -- due scan of the duty
  KEY by_state (state, webhook),           -- what is held; what waits for a webhook
  KEY by_end (done_at),                    -- removal of old calls
  CONSTRAINT webhook_call_due CHECK ((due_at IS NULL) = (state <> 'WAITING')),
  CONSTRAINT webhook_call_done CHECK ((done_at IS NULL) = (state IN ('WAITING', 'HELD')))
) ENGINE = InnoDB;
