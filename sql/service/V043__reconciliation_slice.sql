-- Slices of time in which cells of two books differ; gone when the run ends. bits: the length of the cells' prefixes.
-- cells: those that differ, in binary.
CREATE TABLE IF NOT EXISTS reconciliation_slice (
  run_id     BINARY(16)  NOT NULL,
  comparison INT         NOT NULL,
  bits       INT         NOT NULL,
  from_at    DATETIME(3) NOT NULL,
  to_at      DATETIME(3) NOT NULL,
  cells      MEDIUMBLOB  NOT NULL,
  PRIMARY KEY (run_id, comparison, bits, from_at) -- the slices of a comparison in order of time; removal with the run's end
) ENGINE = InnoDB;
