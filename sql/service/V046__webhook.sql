-- Where somebody is told of what the books say. url and secret open that place to whoever knows them: neither is shown or logged.
-- secret null: calls are not signed. last_call_at null: never called; last_problem null: the last call was taken, or there was none.
-- window_from: when the hour began in which window_calls alerts were sent; null: none was. At most 50 rows, read by name or together.
CREATE TABLE IF NOT EXISTS webhook (
  name         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind         ENUM('DINGTALK', 'FEISHU', 'WECOM', 'SLACK', 'JSON') NOT NULL,
  url          VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  secret       VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  language     CHAR(2)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_call_at DATETIME(3)  NULL,
  last_problem VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  window_from  DATETIME(3)  NULL,
  window_calls INT          NOT NULL DEFAULT 0,
  PRIMARY KEY (name)
) ENGINE = InnoDB;
