-- What producers are told about their undeliverable messages; written in the transaction in which that came about. The application is
-- the one that sent the message. subscription_id 0, reason null: it is about the message, not about one group.
-- round: the rounds of the dead-letter case at that moment. error_type, error null: no error was seen.
-- due_at: when an instance may claim it next; each claim moves it, so that one that is not acknowledged comes again, later each time.
-- acknowledged_at null: not acknowledged yet; due_at is null afterwards. claim null: never claimed.
CREATE TABLE IF NOT EXISTS notice (
  number          BIGINT        NOT NULL AUTO_INCREMENT,
  message_id      BINARY(16)    NOT NULL,
  application_id  INT           NOT NULL,
  topic_id        INT           NOT NULL,
  kind            ENUM('DEAD', 'EXPIRED', 'CANCELLED') NOT NULL,
  subscription_id INT           NOT NULL,
  round           INT           NOT NULL,
  reason          ENUM('ATTEMPTS_EXHAUSTED', 'REJECTED', 'UNREADABLE', 'KEY_CONFLICT', 'BROKER_REFUSED') NULL,
  error_type      VARCHAR(200)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  error           VARCHAR(4000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  claims          INT           NOT NULL DEFAULT 0,
  claim           BIGINT        NULL,
  created_at      DATETIME(3)   NOT NULL,
  due_at          DATETIME(3)   NULL,
  acknowledged_at DATETIME(3)   NULL,
  PRIMARY KEY (number),
  UNIQUE KEY by_event (message_id, kind, subscription_id, round), -- told once, however often the transition is seen
  KEY due (application_id, topic_id, due_at),                     -- claim
  KEY by_age (acknowledged_at, created_at),                       -- the oldest unacknowledged one; retention
  CONSTRAINT notice_due CHECK ((due_at IS NULL) = (acknowledged_at IS NOT NULL)),
  CONSTRAINT notice_group CHECK ((kind = 'DEAD') = (subscription_id <> 0))
) ENGINE = InnoDB;
