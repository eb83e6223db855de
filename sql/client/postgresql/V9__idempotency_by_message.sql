-- Reads the records of a group in the order of the messages' ids, for the comparison of books; it has all columns of a digest.
-- Writers wait meanwhile: where the table is large, run this statement by hand beforehand, with CREATE INDEX CONCURRENTLY.
CREATE INDEX IF NOT EXISTS rm_idempotency_by_message ON rm_idempotency (message_id, group_name, payload_hash);
