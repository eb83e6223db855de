-- The outbox. Partitioned by the time inside the id (UUIDv7), so that retention drops a day at once.
--
-- The five group sets hold one bit per subscription.position: groups_all is fixed when the message is confirmed and each of its
-- groups is in at most one of the others: owing (delivered on the message's own schedule), retrying (on its own schedule, a row in
-- group_delivery), dead (an open dead-letter case), discarded. In none of them: it has sent its receipt, see receipt_log.
--
-- due_at is when the message needs attention next: a check-back while PREPARED, a delivery (or the expiry) while a group owes;
-- null when nothing is due. due_shard spreads due rows over workers; null together with due_at, so that rows at rest lie in id
-- order within their state. claim tells a claimer which rows it won, 0: nobody. attempts counts deliveries on the message's own schedule.
-- schedule_ms, max_attempts null: the topic's. key_field_N: hashes of the key's field values, for the search by one of them.
-- The indexes name the id at their end, where InnoDB keeps it anyway: MariaDB does not use it in a partitioned table otherwise, and
-- a search would sort everything that matches.
-- receipt_log: one "position:attempt:epoch-ms:queue@offset;" per receipt, then spaces.
-- A row that an update makes longer does not fit where it was, and InnoDB moves it and tidies up its page: 3 KB of redo log instead of
-- 400 bytes. So confirmed_at is never null (before the confirm it holds the time of the insert and means nothing) and receipt_log has
-- room for the usual receipts from the beginning.
CREATE TABLE IF NOT EXISTS message (
  id               BINARY(16)    NOT NULL,
  application_id   INT           NOT NULL,
  topic_id         INT           NOT NULL,
  state            ENUM('PREPARED', 'CONFIRMED', 'CONSUMED', 'CANCELLED', 'UNDECIDED', 'EXPIRED', 'DEAD', 'DISCARDED') NOT NULL,
  tag              VARCHAR(64)   CHARACTER SET ascii COLLATE ascii_bin NULL,
  business_key     VARCHAR(2600) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  key_hash         BINARY(32)    NULL,
  key_field_1      BINARY(8)     NULL,
  key_field_2      BINARY(8)     NULL,
  key_field_3      BINARY(8)     NULL,
  key_field_4      BINARY(8)     NULL,
  headers          MEDIUMTEXT    CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  ordering_key     VARCHAR(128)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  content_type     VARCHAR(100)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  content_hash     BINARY(32)    NOT NULL,
  payload          MEDIUMBLOB    NOT NULL,
  created_at       DATETIME(3)   NOT NULL,
  confirmed_at     DATETIME(3)   NOT NULL DEFAULT '1970-01-01',
  finished_at      DATETIME(3)   NULL,
  deliver_at       DATETIME(3)   NULL,
  delay_ms         BIGINT        NULL,
  expires_at       DATETIME(3)   NULL,
  schedule_ms      VARCHAR(300)  CHARACTER SET ascii COLLATE ascii_bin NULL,
  max_attempts     INT           NULL,
  due_shard        TINYINT       NULL,
  due_at           DATETIME(3)   NULL,
  claim            BIGINT        NOT NULL DEFAULT 0,
  attempts         INT           NOT NULL DEFAULT 0,
  checks           INT           NOT NULL DEFAULT 0,
  groups_all       BIGINT        NOT NULL DEFAULT 0,
  groups_owing     BIGINT        NOT NULL DEFAULT 0,
  groups_retrying  BIGINT        NOT NULL DEFAULT 0,
  groups_dead      BIGINT        NOT NULL DEFAULT 0,
  groups_discarded BIGINT        NOT NULL DEFAULT 0,
  receipt_log      VARCHAR(4000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  KEY due (state, due_shard, due_at, id),     -- due scans of check-back, delivery and expiry; search by state; the ages
  KEY by_key (key_hash, id),                  -- search by the full business key
  KEY by_key_field_1 (key_field_1, id),       -- search by one field's value, with the three below
  KEY by_key_field_2 (key_field_2, id),
  KEY by_key_field_3 (key_field_3, id),
  KEY by_key_field_4 (key_field_4, id),
  KEY by_topic (topic_id, id),                -- search by topic, newest first
  KEY by_application (application_id, id),    -- search by application, newest first
  CONSTRAINT message_due CHECK ((due_at IS NOT NULL)
    = (state = 'PREPARED' OR (state = 'CONFIRMED' AND (groups_owing <> 0 OR groups_all = 0)))),
  CONSTRAINT message_due_shard CHECK ((due_shard IS NULL) = (due_at IS NULL)),
  CONSTRAINT message_group_sets CHECK (groups_owing & groups_retrying = 0
    AND (groups_owing | groups_retrying) & (groups_dead | groups_discarded) = 0
    AND groups_dead & groups_discarded = 0
    AND (groups_owing | groups_retrying | groups_dead | groups_discarded) & ~groups_all = 0),
  CONSTRAINT message_in_delivery CHECK (groups_owing | groups_retrying = 0 OR state IN ('CONFIRMED', 'EXPIRED')),
  CONSTRAINT message_confirmed CHECK (state <> 'CONFIRMED' OR groups_owing | groups_retrying <> 0 OR groups_all = 0),
  CONSTRAINT message_dead CHECK (state <> 'DEAD' OR groups_dead <> 0),
  CONSTRAINT message_consumed CHECK (state <> 'CONSUMED' OR groups_dead | groups_discarded = 0),
  CONSTRAINT message_discarded CHECK (state <> 'DISCARDED' OR (groups_dead = 0 AND groups_discarded <> 0))
) ENGINE = InnoDB
PARTITION BY RANGE COLUMNS (id) (PARTITION p_rest VALUES LESS THAN (MAXVALUE));
