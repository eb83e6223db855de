-- Failed logins by name and address, whether or not somebody has that name; a login removes the rows. locked_until null: not locked.
-- name_hash: 16 bytes of SHA-256 over the name, then 16 over name and address, or zeros in the row that counts for all addresses.
CREATE TABLE IF NOT EXISTS login_failure (
  name_hash    BINARY(32)  NOT NULL,
  failures     INT         NOT NULL,
  failed_at    DATETIME(3) NOT NULL,
  locked_until DATETIME(3) NULL,
  PRIMARY KEY (name_hash),
  KEY by_age (failed_at)             -- removal
) ENGINE = InnoDB;

-- When something that may be noted once a minute at the most was noted last; what: SHA-256 of its name.
CREATE TABLE IF NOT EXISTS audit_pace (
  what     BINARY(32)  NOT NULL,
  noted_at DATETIME(3) NOT NULL,
  PRIMARY KEY (what)
) ENGINE = InnoDB;
