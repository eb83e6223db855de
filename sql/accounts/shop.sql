-- The accounts of the sample shop; an application of yours is given the same. Can be run again at any time; apply.sh sets the passwords.
-- In the schema of a grant "_" stands for any character; "\_" is the character itself.

CREATE DATABASE IF NOT EXISTS order_service CHARACTER SET utf8mb4;
CREATE DATABASE IF NOT EXISTS points_service CHARACTER SET utf8mb4;
CREATE DATABASE IF NOT EXISTS coupon_service CHARACTER SET utf8mb4;
CREATE DATABASE IF NOT EXISTS warehouse_service CHARACTER SET utf8mb4;

-- Creates and upgrades the tables of the four applications, and the SDK's in the same schemas.
CREATE USER IF NOT EXISTS shop_migration@'%' ACCOUNT LOCK;
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX ON `order\_service`.* TO shop_migration@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX ON `points\_service`.* TO shop_migration@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX ON `coupon\_service`.* TO shop_migration@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX ON `warehouse\_service`.* TO shop_migration@'%';

-- An application reads and writes rows of its own schema and nothing else; the SDK needs no more either.
CREATE USER IF NOT EXISTS order_service@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS points_service@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS coupon_service@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS warehouse_service@'%' ACCOUNT LOCK;
GRANT SELECT, INSERT, UPDATE, DELETE ON `order\_service`.* TO order_service@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON `points\_service`.* TO points_service@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON `coupon\_service`.* TO coupon_service@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON `warehouse\_service`.* TO warehouse_service@'%';
