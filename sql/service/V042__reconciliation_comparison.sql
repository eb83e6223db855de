-- Two books beside each other, as a part of a run. application_id null: MESSAGES. position, group_name null: not EFFECTS.
-- task, bits, read_to: what is next: the book's description, digests of all slices, of some cells with more bits, entries;
-- read_to is how far the window, or the slices with differences, were worked off.
-- identified_by to kept_since: what the application says about its book; null before it was asked, kept_since also if it keeps all.
-- theirs_entries null: unknown. Amounts are decimal numbers, null: there are none. suspects: entries that seemed to be on one side only.
CREATE TABLE IF NOT EXISTS reconciliation_comparison (
  run_id         BINARY(16)    NOT NULL,
  number         INT           NOT NULL,
  kind           ENUM('MESSAGES', 'FACTS', 'EFFECTS') NOT NULL,
  application_id INT           NULL,
  position       INT           NULL,
  state          ENUM('WAITING', 'RUNNING', 'DONE', 'FAILED', 'NO_BOOK') NOT NULL DEFAULT 'WAITING',
  task           ENUM('DESCRIBE', 'DIGEST', 'SPLIT', 'EXCHANGE') NOT NULL DEFAULT 'DESCRIBE',
  bits           INT           NOT NULL DEFAULT 0,
  read_to        DATETIME(3)   NOT NULL,
  identified_by  ENUM('BUSINESS_KEY', 'MESSAGE_ID') NULL,
  contents       TINYINT       NOT NULL DEFAULT 0,
  amounts        TINYINT       NOT NULL DEFAULT 0,
  kept_since     DATETIME(3)   NULL,
  ours_entries   BIGINT        NOT NULL DEFAULT 0,
  ours_amount    VARCHAR(200)  CHARACTER SET ascii COLLATE ascii_bin NULL,
  theirs_entries BIGINT        NULL,
  theirs_amount  VARCHAR(200)  CHARACTER SET ascii COLLATE ascii_bin NULL,
  questions      BIGINT        NOT NULL DEFAULT 0,
  bytes          BIGINT        NOT NULL DEFAULT 0,
  suspects       BIGINT        NOT NULL DEFAULT 0,
  problem        VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  PRIMARY KEY (run_id, number) -- the comparisons of a run, in their order
) ENGINE = InnoDB;
