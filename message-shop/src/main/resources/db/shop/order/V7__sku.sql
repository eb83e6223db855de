-- sku: what was bought, so that the order can be told of again. Orders from before it was kept count as tea.
ALTER TABLE orders ADD COLUMN sku VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'TEA';
