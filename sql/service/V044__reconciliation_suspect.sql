-- What a run has to look up in both books; a row is gone once that is done. scope: FACTS of an application, effects of a GROUP, or the
-- MESSAGE itself. owner: the application's id with FACTS, the group's position with GROUP, 0 with MESSAGE.
-- identity: SHA-256 of the business key, or of the message's id where there is none. business_key, message_id null: not known.
CREATE TABLE IF NOT EXISTS reconciliation_suspect (
  run_id       BINARY(16)    NOT NULL,
  scope        ENUM('FACTS', 'GROUP', 'MESSAGE') NOT NULL,
  owner        INT           NOT NULL,
  identity     BINARY(32)    NOT NULL,
  business_key VARCHAR(2600) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  message_id   BINARY(16)    NULL,
  PRIMARY KEY (run_id, scope, owner, identity) -- one look for each, whoever suspects it; the next to look up
) ENGINE = InnoDB;
