-- Bearer tokens. Only their hashes are kept. application_id null: an administrator's.
-- first_administrator is 1 for the token made on first start, else null; its unique key lets one of several starting nodes win.
-- signing_key is derived from the token and signs check-backs; null for administrators. expires_at null: until revoked.
CREATE TABLE IF NOT EXISTS credential (
  id                  INT           NOT NULL AUTO_INCREMENT,
  application_id      INT           NULL,
  token_hash          BINARY(32)    NOT NULL,
  signing_key         VARBINARY(32) NULL,
  label               VARCHAR(100)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  first_administrator TINYINT       NULL,
  created_at          DATETIME(3)   NOT NULL,
  expires_at          DATETIME(3)   NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_token (token_hash),                 -- authentication of every call
  UNIQUE KEY one_first_administrator (first_administrator),
  KEY by_application (application_id),              -- an application's tokens
  CONSTRAINT credential_application FOREIGN KEY (application_id) REFERENCES application (id)
) ENGINE = InnoDB;
