CREATE TABLE IF NOT EXISTS sale (
  shop_no    VARCHAR(40)    NOT NULL,
  receipt_no VARCHAR(40)    NOT NULL,
  amount     DECIMAL(12, 2) NOT NULL,
  sold_at    TIMESTAMP(3) WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP(3) NOT NULL,
  PRIMARY KEY (shop_no, receipt_no)
);
CREATE INDEX IF NOT EXISTS sale_by_sold_at ON sale (sold_at);
CREATE TABLE IF NOT EXISTS stamp (
  shop_no    VARCHAR(40)    NOT NULL,
  receipt_no VARCHAR(40)    NOT NULL,
  given_at   TIMESTAMP(3) WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP(3) NOT NULL
);
CREATE INDEX IF NOT EXISTS stamp_by_given_at ON stamp (given_at);
CREATE INDEX IF NOT EXISTS stamp_by_receipt ON stamp (shop_no, receipt_no);
