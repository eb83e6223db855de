-- The newest version of each entity that was applied, for versioned listeners. A row is written in the transaction of the effect.
-- entity_hash: SHA-256 over group and entity; the primary key lets one of two first messages win, whatever the collation.
-- entity_text: the entity for people, cut at 500 characters. message_id: the delivery that brought the version. updated_at: UTC.
CREATE TABLE IF NOT EXISTS rm_entity_version (
  entity_hash BINARY(32)   NOT NULL,
  group_name  VARCHAR(64)  NOT NULL,
  entity_text VARCHAR(500) NOT NULL,
  version     BIGINT       NOT NULL,
  message_id  BINARY(16)   NOT NULL,
  updated_at  TIMESTAMP(3) NOT NULL,
  PRIMARY KEY (entity_hash) -- the locking read, insert and update of each message
);
CREATE INDEX IF NOT EXISTS rm_entity_version_by_updated_at ON rm_entity_version (updated_at); -- retention: the longest untouched first
