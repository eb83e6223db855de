-- What the warehouse says is left of each SKU; version is the one of the news that was applied last.
CREATE TABLE shelf (
  sku     VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  level   BIGINT      NOT NULL,
  version BIGINT      NOT NULL,
  PRIMARY KEY (sku)
) ENGINE = InnoDB;
