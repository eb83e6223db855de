-- Attempts that did not end in a receipt; those that did are in message.receipt_log. Attempts of the message's own schedule that
-- brought no receipt are kept once per group that still owed it.
CREATE TABLE IF NOT EXISTS delivery_attempt (
  message_id      BINARY(16)    NOT NULL,
  position        INT           NOT NULL,
  round           INT           NOT NULL,
  attempt         INT           NOT NULL,
  outcome         ENUM('FAILED', 'REJECTED', 'NO_RECEIPT', 'BROKER_REFUSED') NOT NULL,
  recorded_at     DATETIME(3)   NOT NULL,
  consumer        VARCHAR(100)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  broker_position VARCHAR(60)   CHARACTER SET ascii COLLATE ascii_bin NULL,
  error_type      VARCHAR(200)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  error           VARCHAR(4000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  PRIMARY KEY (message_id, position, round, attempt)
) ENGINE = InnoDB
PARTITION BY RANGE COLUMNS (message_id) (PARTITION p_rest VALUES LESS THAN (MAXVALUE));
