-- Books of a topic that scheduled runs have compared further than reconciliation_policy.compared_to, while another book could not be
-- read. No rows when all were compared alike. owner: the application's id with FACTS, the group's position with EFFECTS.
CREATE TABLE IF NOT EXISTS reconciliation_ahead (
  topic_id    INT         NOT NULL,
  kind        ENUM('FACTS', 'EFFECTS') NOT NULL,
  owner       INT         NOT NULL,
  compared_to DATETIME(3) NOT NULL,
  PRIMARY KEY (topic_id, kind, owner) -- where a topic's books have got to
) ENGINE = InnoDB;
