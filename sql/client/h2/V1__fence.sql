-- What became of the transaction that sent a message. Written in that transaction (COMMITTED becomes visible only with its commit),
-- or by a check-back as a tombstone (ROLLED_BACK), which makes a late commit of the transaction fail. The primary key lets one of the
-- two win, for ever.
--
-- Message ids are version 7 UUIDs, whose first six bytes are the milliseconds since the epoch; BINARY is ordered byte by byte. So the
-- primary key also serves the retention and no second index has to be written per message:
--   DELETE FROM rm_fence WHERE message_id < <the smallest id of the oldest kept millisecond> LIMIT n
-- created_at: UTC.
CREATE TABLE IF NOT EXISTS rm_fence (
  message_id BINARY(16)   NOT NULL,
  outcome    ENUM('COMMITTED', 'ROLLED_BACK') NOT NULL,
  created_at TIMESTAMP(3) NOT NULL,
  PRIMARY KEY (message_id) -- the business transaction's and the check-back's insert; retention
);
