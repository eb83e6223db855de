-- One per paid order. The order has no unique key here on purpose: a doubled effect would show.
-- moves_at: when the carrier takes it to its next status; null once it is delivered.
CREATE TABLE shipment (
  id       BIGINT      NOT NULL AUTO_INCREMENT,
  order_no VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  status   ENUM('PACKED', 'SHIPPED', 'DELIVERED') NOT NULL,
  moves_at DATETIME(3) NULL,
  PRIMARY KEY (id),
  KEY by_order (order_no), -- a move; the check's count per order
  KEY by_due (moves_at)    -- what the carrier moves next
) ENGINE = InnoDB;
