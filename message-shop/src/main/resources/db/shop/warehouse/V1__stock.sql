-- How many of each SKU are left. version: one more with each change, so that whoever is told can tell old news.
CREATE TABLE stock (
  sku     VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  level   BIGINT      NOT NULL,
  version BIGINT      NOT NULL,
  PRIMARY KEY (sku)
) ENGINE = InnoDB;
