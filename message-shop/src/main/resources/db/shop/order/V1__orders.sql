-- A paid order. It is here if and only if its transaction committed. message_id: the message that was sent with it.
CREATE TABLE orders (
  order_no     VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  merchant_no  VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  amount_cents BIGINT      NOT NULL,
  status       ENUM('PAID') NOT NULL,
  poisoned     BOOLEAN     NOT NULL,
  message_id   BINARY(16)  NOT NULL,
  placed_at    DATETIME(3) NOT NULL,
  PRIMARY KEY (order_no),
  KEY by_placed_at (placed_at) -- the page's list, newest first
) ENGINE = InnoDB;
