-- The state that each entity has reached, for listeners with a state machine. A row is written in the transaction of the effect.
-- entity_hash: SHA-256 over group and entity; the primary key lets one of two first messages win, whatever the collation.
-- entity_text: the entity for people, cut at 500 characters. state: as the listener declares it. message_id: the delivery that brought
-- it. updated_at: UTC.
CREATE TABLE IF NOT EXISTS rm_entity_state (
  entity_hash BINARY(32)   NOT NULL,
  group_name  VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  entity_text VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  state       VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  message_id  BINARY(16)   NOT NULL,
  updated_at  DATETIME(3)  NOT NULL,
  PRIMARY KEY (entity_hash),     -- the locking read, insert and update of each message
  KEY by_updated_at (updated_at) -- retention: the longest untouched first, in bounded steps
) ENGINE = InnoDB;
