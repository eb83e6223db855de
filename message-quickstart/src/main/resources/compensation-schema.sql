CREATE TABLE IF NOT EXISTS booking (
  booking_no VARCHAR(40)   NOT NULL PRIMARY KEY,
  sku        VARCHAR(40)   NOT NULL,
  status     VARCHAR(20)   NOT NULL,
  note       VARCHAR(100)  NOT NULL
);
