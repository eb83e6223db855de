-- The accounts of message-service on MySQL or MariaDB. Can be run again at any time; apply.sh sets the passwords, without which they are locked.
-- In the schema of a grant "_" stands for any character; "\_" is the character itself.

CREATE DATABASE IF NOT EXISTS message_service CHARACTER SET utf8mb4;

-- Creates and upgrades the tables (Flyway). Needed only while that runs.
CREATE USER IF NOT EXISTS message_service_migration@'%' ACCOUNT LOCK;
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON `message\_service`.* TO message_service_migration@'%';

-- What a node needs: rows of all tables. LOCK TABLES lets retention look and drop under one lock; it can only be had for a whole schema.
CREATE USER IF NOT EXISTS message_service@'%' ACCOUNT LOCK;
GRANT SELECT, INSERT, UPDATE, DELETE, LOCK TABLES ON `message\_service`.* TO message_service@'%';

-- Retention opens partitions, drops old ones, and moves a day of messages into a fifth table, which it makes for that and drops. ALTER TABLE asks for ALTER, CREATE and INSERT, and for DROP
-- where rows go; CREATE also lets rights be granted on a table that is not there yet. A node can make and drop these five tables and no other.
GRANT ALTER, CREATE, DROP ON message_service.message TO message_service@'%';
GRANT ALTER, CREATE, DROP ON message_service.message_detached TO message_service@'%';
GRANT ALTER, CREATE, DROP ON message_service.group_delivery TO message_service@'%';
GRANT ALTER, CREATE, DROP ON message_service.delivery_attempt TO message_service@'%';
GRANT ALTER, CREATE, DROP ON message_service.check_back TO message_service@'%';
