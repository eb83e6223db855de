-- shipment: how far the warehouse says the order has come; null until it says something.
ALTER TABLE orders ADD COLUMN shipment ENUM('PACKED', 'SHIPPED', 'DELIVERED') NULL;
