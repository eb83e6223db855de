-- Messages on their way from the business database to the service, each written in the transaction that sent it. A row is deleted
-- once the service has accepted its message; the service takes a message that it is given twice for one.
--
-- state: WAITING until accepted; FAILED when the service refused the message for good: it stays for a person, error says why.
--   To try a failed row again: UPDATE rm_outbox SET state = 'WAITING', due_at = now() AT TIME ZONE 'UTC' WHERE message_id = …
-- due_at: when any instance may take the row. The committing instance has the time until then; a claim moves it forward. UTC.
-- claim: the last claim's random number, by which the claimer reads back what it won; null: never claimed.
-- content: the message as the service's API takes it, in JSON; content_bytes is its length, so that a scan can limit a batch unread.
CREATE TABLE IF NOT EXISTS rm_outbox (
  message_id    BYTEA         NOT NULL CHECK (octet_length(message_id) = 16),
  topic         VARCHAR(127)  NOT NULL,
  state         VARCHAR(20)   NOT NULL CHECK (state IN ('WAITING', 'FAILED')),
  due_at        TIMESTAMP(3)  NOT NULL,
  tries         INT           NOT NULL DEFAULT 0,
  claim         BIGINT        NULL,
  content_bytes INT           NOT NULL,
  content       BYTEA         NOT NULL,
  error         VARCHAR(1000) NULL,
  created_at    TIMESTAMP(3)  NOT NULL,
  PRIMARY KEY (message_id) -- insert, claim, delete
);
CREATE INDEX IF NOT EXISTS rm_outbox_by_due ON rm_outbox (state, due_at); -- what is due; how many wait; what failed
