-- It is here if and only if its transaction committed. message_id: the message that was sent with it.
CREATE TABLE orders (
  order_no   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  message_id BINARY(16)  NOT NULL,
  PRIMARY KEY (order_no)
) ENGINE = InnoDB;
