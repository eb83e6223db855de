-- Locks on business keys: a row is inserted and deleted again in one transaction, which holds the key until its end. So the table is
-- always empty for everybody else, and a transaction that dies leaves nothing to release.
-- key_hash: SHA-256 over group and business key.
CREATE TABLE IF NOT EXISTS rm_key_lock (
  key_hash   BINARY(32)  NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (key_hash) -- whoever inserts a key waits for the transaction that has it
) ENGINE = InnoDB;
