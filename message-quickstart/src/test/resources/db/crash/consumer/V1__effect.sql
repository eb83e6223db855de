-- One row per effect of an order. The order has no unique key here on purpose: a doubled effect would show.
CREATE TABLE effect (
  id         BIGINT      NOT NULL AUTO_INCREMENT,
  order_no   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  message_id BINARY(16)  NOT NULL,
  attempt    INT         NOT NULL,
  PRIMARY KEY (id),
  KEY by_order (order_no)
) ENGINE = InnoDB;
