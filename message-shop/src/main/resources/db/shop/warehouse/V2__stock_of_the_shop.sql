INSERT INTO stock (sku, level, version) VALUES ('TEA', 1000000, 0), ('RICE', 1000000, 0), ('SALT', 1000000, 0), ('SOAP', 1000000, 0), ('LAMP', 1000000, 0);
