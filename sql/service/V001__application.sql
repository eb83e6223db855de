-- Producers and consumers. check_url is where check-backs go; null: it cannot be asked, so it may submit but not prepare.
CREATE TABLE IF NOT EXISTS application (
  id          INT          NOT NULL AUTO_INCREMENT,
  name        VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  description VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  check_url   VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at  DATETIME(3)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_name (name)
) ENGINE = InnoDB;
