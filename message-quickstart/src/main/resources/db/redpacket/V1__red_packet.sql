-- What the red-packet example writes. Draws have no unique key on purpose: a doubled effect would show.
CREATE TABLE red_packet (
  packet_no   VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cents_left  BIGINT      NOT NULL,
  shares_left INT         NOT NULL,
  PRIMARY KEY (packet_no)
) ENGINE = InnoDB;

CREATE TABLE red_packet_draw (
  id        BIGINT      NOT NULL AUTO_INCREMENT,
  packet_no VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_no   VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  cents     BIGINT      NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;
