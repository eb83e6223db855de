-- result: what the first call returned, in JSON, for those that are repeated; null: the listener or method keeps none.
ALTER TABLE rm_idempotency ADD COLUMN IF NOT EXISTS result BYTEA NULL;
