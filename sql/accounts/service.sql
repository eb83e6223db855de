-- The accounts of message-service on MySQL or MariaDB. Can be run again at any time; apply.sh sets the passwords, without which they are locked.

CREATE DATABASE IF NOT EXISTS message_service CHARACTER SET utf8mb4;

-- Creates and upgrades the tables (Flyway). Needed only while that runs.
CREATE USER IF NOT EXISTS message_service_migration@'%' ACCOUNT LOCK;
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON message_service.* TO message_service_migration@'%';

-- What a node needs: rows of all tables. LOCK TABLES lets retention look and drop under one lock; it can only be had for a whole schema.
CREATE USER IF NOT EXISTS message_service@'%' ACCOUNT LOCK;
GRANT SELECT, INSERT, UPDATE, DELETE, LOCK TABLES ON message_service.* TO message_service@'%';

-- Retention opens partitions (ALTER) and drops old ones (ALTER, DROP), of these four tables only; a day of messages lies alone in a fifth meanwhile. CREATE is there because rights on a table that
-- does not exist yet can only be granted with it; it allows no more than to make that table anew.
GRANT ALTER, CREATE, DROP ON message_service.message TO message_service@'%';
GRANT ALTER, CREATE, DROP ON message_service.message_detached TO message_service@'%';
GRANT ALTER, CREATE, DROP ON message_service.group_delivery TO message_service@'%';
GRANT ALTER, CREATE, DROP ON message_service.delivery_attempt TO message_service@'%';
GRANT ALTER, CREATE, DROP ON message_service.check_back TO message_service@'%';
