-- What the example's producer and consumer write. Points have no unique key on purpose: a doubled effect would show.
CREATE TABLE example_order (
  order_no     VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  merchant_no  VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  amount_cents BIGINT      NOT NULL,
  PRIMARY KEY (order_no)
) ENGINE = InnoDB;

CREATE TABLE example_points (
  id       BIGINT      NOT NULL AUTO_INCREMENT,
  order_no VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  points   BIGINT      NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;
