-- The comparison of books reads the entries of a slice of time.
CREATE INDEX by_booked_at ON points_entry (booked_at);
