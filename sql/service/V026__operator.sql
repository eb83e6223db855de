-- People who work with the service. A name is at most 100 characters; those of people who come by OpenID Connect begin with "oidc:", which
-- no other name may. external_id: SHA-256 of issuer and subject; null: has a password here.
-- password_hash null: none was issued yet, or the person is external. password_given: the password was made by somebody else.
-- last_login_at null: never.
CREATE TABLE IF NOT EXISTS operator (
  id             INT          NOT NULL AUTO_INCREMENT,
  name           VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  display_name   VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  role           ENUM('VIEWER', 'OPERATOR', 'ADMINISTRATOR') NOT NULL,
  disabled       TINYINT      NOT NULL DEFAULT 0,
  external_id    BINARY(32)   NULL,
  password_hash  VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  password_given TINYINT      NOT NULL DEFAULT 0,
  created_at     DATETIME(3)  NOT NULL,
  last_login_at  DATETIME(3)  NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_name (name),            -- login; the list, by name
  UNIQUE KEY by_identity (external_id), -- login by OpenID Connect
  KEY by_role (role, disabled),         -- whether an administrator is left
  CONSTRAINT operator_password CHECK (external_id IS NULL OR password_hash IS NULL)
) ENGINE = InnoDB;

-- Who is logged in. Only the hashes of the tokens are kept.
-- ends_at: the end at the latest; expires_at: the end if it is not used, moved on by use and never behind ends_at.
CREATE TABLE IF NOT EXISTS operator_session (
  token_hash  BINARY(32)  NOT NULL,
  operator_id INT         NOT NULL,
  created_at  DATETIME(3) NOT NULL,
  expires_at  DATETIME(3) NOT NULL,
  ends_at     DATETIME(3) NOT NULL,
  PRIMARY KEY (token_hash),       -- authentication of every call
  KEY by_operator (operator_id),  -- ending all of a person
  KEY by_expiry (expires_at),     -- removal
  CONSTRAINT session_operator FOREIGN KEY (operator_id) REFERENCES operator (id)
) ENGINE = InnoDB;
