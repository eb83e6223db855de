-- Topics whose undeliverable messages an application wants to be told about.
CREATE TABLE IF NOT EXISTS notice_interest (
  application_id INT         NOT NULL,
  topic_id       INT         NOT NULL,
  created_at     DATETIME(3) NOT NULL,
  PRIMARY KEY (application_id, topic_id), -- writing a notice; the interests of an application
  KEY by_topic (topic_id),                -- who wants to be told about a topic
  CONSTRAINT notice_interest_topic FOREIGN KEY (topic_id) REFERENCES topic (id),
  CONSTRAINT notice_interest_application FOREIGN KEY (application_id) REFERENCES application (id)
) ENGINE = InnoDB;
