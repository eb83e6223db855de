-- The first message of each key that was sent as unique(), written in the transaction that sent it.
-- key_hash: SHA-256 over application, topic and business key; the primary key decides which message is the first.
-- content_hash: the same key with other content is a conflict. created_at: UTC.
CREATE TABLE IF NOT EXISTS rm_unique (
  key_hash     BYTEA        NOT NULL CHECK (octet_length(key_hash) = 32),
  message_id   BYTEA        NOT NULL CHECK (octet_length(message_id) = 16),
  content_hash BYTEA        NOT NULL CHECK (octet_length(content_hash) = 32),
  created_at   TIMESTAMP(3) NOT NULL,
  PRIMARY KEY (key_hash) -- the insert, and the first message's id
);
CREATE INDEX IF NOT EXISTS rm_unique_by_created_at ON rm_unique (created_at); -- retention: the oldest first, in bounded steps
