-- Every question to a producer about a message in doubt, and an operator's word where questions brought none (then answer is
-- OPERATOR_COMMITTED or OPERATOR_CANCELLED, detail the reason, asked_by the operator).
CREATE TABLE IF NOT EXISTS check_back (
  message_id BINARY(16)   NOT NULL,
  number     INT          NOT NULL,
  asked_at   DATETIME(3)  NOT NULL,
  asked_by   VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  answer     ENUM('COMMITTED', 'ROLLED_BACK', 'IN_PROGRESS', 'UNKNOWN', 'UNANSWERED', 'OPERATOR_COMMITTED', 'OPERATOR_CANCELLED') NOT NULL,
  detail     VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  PRIMARY KEY (message_id, number)
) ENGINE = InnoDB
PARTITION BY RANGE COLUMNS (message_id) (PARTITION p_rest VALUES LESS THAN (MAXVALUE));
