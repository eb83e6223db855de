-- The red packet of an order, opened at most once. The order has no unique key here on purpose: a doubled draw would show.
CREATE TABLE red_packet (
  id           BIGINT      NOT NULL AUTO_INCREMENT,
  order_no     VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  amount_cents BIGINT      NOT NULL,
  opened_at    DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY by_order (order_no) -- the check's count per order
) ENGINE = InnoDB;
