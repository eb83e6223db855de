-- The shop starts with no orders of its own.
INSERT INTO steady_rate (id, per_second) VALUES (1, 0);
