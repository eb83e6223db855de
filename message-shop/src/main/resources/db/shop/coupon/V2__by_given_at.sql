-- The comparison of books reads the coupons of a slice of time.
CREATE INDEX by_given_at ON coupon (given_at);
