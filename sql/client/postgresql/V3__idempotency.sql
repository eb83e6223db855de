-- The effects that this application's consumer groups have committed. A row is inserted in the transaction of the effect itself.
-- key_hash: SHA-256 over group and business key (or message id); the primary key decides what is a duplicate, whatever the collation.
-- key_text: the key for people, cut at 500 characters. payload_hash: the same key with another payload is a conflict, not a duplicate.
-- message_id: the delivery that took effect. created_at: UTC.
CREATE TABLE IF NOT EXISTS rm_idempotency (
  key_hash     BYTEA        NOT NULL CHECK (octet_length(key_hash) = 32),
  group_name   VARCHAR(64)  NOT NULL,
  key_text     VARCHAR(500) NOT NULL,
  message_id   BYTEA        NOT NULL CHECK (octet_length(message_id) = 16),
  payload_hash BYTEA        NOT NULL CHECK (octet_length(payload_hash) = 32),
  created_at   TIMESTAMP(3) NOT NULL,
  PRIMARY KEY (key_hash)
);
CREATE INDEX IF NOT EXISTS rm_idempotency_by_created_at ON rm_idempotency (created_at); -- retention: the oldest first, in bounded steps
