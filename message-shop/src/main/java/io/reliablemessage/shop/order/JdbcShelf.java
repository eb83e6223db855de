package io.reliablemessage.shop.order;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table shelf. */
@Repository
class JdbcShelf {

    private final JdbcClient jdbc;

    JdbcShelf(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void put(StockChanged news) {
        jdbc.sql("""
                        INSERT INTO shelf (sku, level, version) VALUES (:sku, :level, :version)
                        ON DUPLICATE KEY UPDATE level = VALUES(level), version = VALUES(version)
                        """)
                .param("sku", news.sku())
                .param("level", news.level())
                .param("version", news.version())
                .update();
    }

    List<StockChanged> all() {
        return jdbc.sql("SELECT sku, version, level FROM shelf ORDER BY sku")
                .query((row, number) -> new StockChanged(row.getString(1), row.getLong(2), row.getLong(3)))
                .list();
    }
}
