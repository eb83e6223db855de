-- How many orders the shop places by itself, in one row, so that they go on when the process is killed and starts again.
CREATE TABLE steady_rate (
  id         TINYINT       NOT NULL,
  per_second DECIMAL(6, 2) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;
