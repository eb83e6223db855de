-- One row per effect of a paid order. The order has no unique key here on purpose: a doubled effect would show.
CREATE TABLE points_entry (
  id          BIGINT      NOT NULL AUTO_INCREMENT,
  merchant_no VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  order_no    VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  points      BIGINT      NOT NULL,
  booked_at   DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY by_order (order_no) -- the page's and the check's count per order
) ENGINE = InnoDB;
