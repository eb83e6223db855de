package io.reliablemessage.quickstart.example.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.internal.idempotency.Flags;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.testkit.EveryCause;
import io.reliablemessage.testkit.Pump;
import io.reliablemessage.testkit.ReliableMessageTest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/** The examples of docs/consuming.md, as they are. */
@ReliableMessageTest(
        properties = {
            "spring.config.name=consuming",
            "spring.datasource.url=jdbc:h2:mem:consuming;DB_CLOSE_DELAY=-1",
            "spring.flyway.enabled=false",
            "MY_BUSINESS_TOKEN=rm_app_example"
        })
class ConsumingExampleTest {
    @Autowired
    Pump pump;

    @Autowired
    JdbcBooks books;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    Vouchers vouchers;

    @Autowired
    Outbasket outbasket;

    @EveryCause
    void booksAnEntryOnceWhateverHappens() {
        jdbc.update("INSERT INTO account VALUES ('cash')");
        pump.deliver("bookings", request("1"), new Bookkeeping.Entry("cash", 700));
        pump.assertConsumed();
        assertThat(books.entries("cash")).containsExactly(700L);
    }

    @Test
    void skipsRejectsAndPutsOff() {
        pump.deliver("bookings", request("1"), new Bookkeeping.Entry("cash", 0));
        pump.assertConsumed();
        pump.deliver("bookings", request("2"), new Bookkeeping.Entry("cash", 700));
        assertThat(pump.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo(DeadLetterReason.REJECTED));

        jdbc.update("INSERT INTO account VALUES ('cash'), ('closing')");
        pump.deliver("bookings", request("3"), new Bookkeeping.Entry("cash", 800));
        jdbc.update("DELETE FROM account WHERE name = 'closing'");
        pump.advance(Duration.ofMinutes(9));
        assertThat(books.entries("cash")).isEmpty();
        pump.advance(Duration.ofMinutes(1));
        assertThat(books.entries("cash")).containsExactly(800L);
    }

    @Test
    void keepsTheVoucherThatWasGiven() {
        BusinessKey key = BusinessKey.of("customerNo", "C1").and("year", "2026");
        pump.deliver("birthdays", key, new Vouchers.Birthday("C1"));
        pump.deliver("birthdays", key, new Vouchers.Birthday("C1"));

        assertThat(vouchers.given("C1", "2026")).hasValue(new Vouchers.Voucher("V1", 500));
        assertThat(vouchers.given("C1", "2027")).isEmpty();
        assertThat(books.entries("vouchers")).hasSize(1);
    }

    @Test
    void ridesOnlyGoForward() {
        for (String status : new String[] {"CREATED", "DRIVING", "ACCEPTED", "DRIVING", "DONE", "CANCELLED"}) {
            pump.deliver("rides", BusinessKey.of("rideNo", "R1").and("status", status), new Rides.Ride("R1", status));
        }
        assertThat(books.rideSteps("R1")).containsExactly("CREATED", "DRIVING", "DONE");
        assertThat(pump.deadLetters())
                .singleElement()
                .satisfies(
                        letter -> assertThat(letter.error()).contains("rideNo=R1 is DONE; it cannot become CANCELLED"));
    }

    @Test
    void theNewestStockLevelStays() {
        level("3", 30);
        level("5", 50);
        level("4", 40);
        assertThat(books.stock("A")).isEqualTo(50);
        pump.assertConsumed();

        level("5", 49);
        assertThat(pump.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo(DeadLetterReason.KEY_CONFLICT));
    }

    @Test
    void sendsAMailOnce() {
        Mails.Mail mail = new Mails.Mail("a@example.com", "hello");
        pump.deliver("mails", BusinessKey.of("mailNo", "1"), mail);
        pump.deliver("mails", BusinessKey.of("mailNo", "1"), mail);
        pump.assertConsumed();
        assertThat(outbasket.sent()).containsExactly(mail);
    }

    @EveryCause
    void givesASeatOnceWhateverHappens() {
        pump.deliver("seat-orders", BusinessKey.of("orderNo", "1"), new Seats.Order("1"));
        pump.assertConsumed();
        assertThat(books.seats("1")).isEqualTo(1);
    }

    @Test
    void takesScansInTheirOrder() {
        for (String place : new String[] {"harbour", "hub", "door"}) {
            pump.deliver(
                    "parcel-scans", BusinessKey.of("parcelNo", "P").and("place", place), new Parcels.Scan("P", place));
        }
        assertThat(books.places("P")).containsExactly("harbour", "hub", "door");
    }

    private void level(String version, long pieces) {
        pump.deliver(
                "stock-levels", BusinessKey.of("sku", "A").and("version", version), new StockLevels.Level("A", pieces));
    }

    private static BusinessKey request(String requestNo) {
        return BusinessKey.of("sourceSystem", "shop").and("requestNo", requestNo);
    }

    /** In place of Redis, which the SDK's own tests start. */
    @TestConfiguration(proxyBeanMethods = false)
    static class InMemoryFlags {

        @Bean
        Flags flags() {
            Map<String, Flags.Sight.Done> done = new ConcurrentHashMap<>();
            Map<String, String> running = new ConcurrentHashMap<>();
            return new Flags() {
                @Override
                public Sight begin(String flag, String token, Duration lease) {
                    if (done.containsKey(flag)) {
                        return done.get(flag);
                    }
                    return running.putIfAbsent(flag, token) == null ? new Sight.Mine() : new Sight.Running(lease);
                }

                @Override
                public boolean renew(String flag, String token, Duration lease) {
                    return token.equals(running.get(flag));
                }

                @Override
                public boolean done(String flag, String token, Sight.Done mark, Duration retention) {
                    done.put(flag, mark);
                    return running.remove(flag, token);
                }

                @Override
                public void release(String flag, String token) {
                    running.remove(flag, token);
                }
            };
        }
    }
}
