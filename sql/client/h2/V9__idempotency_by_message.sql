-- Reads the records of a group in the order of the messages' ids, for the comparison of books; it has all columns of a digest.
CREATE INDEX IF NOT EXISTS rm_idempotency_by_message ON rm_idempotency (message_id, group_name, payload_hash);
