package io.reliablemessage.service.reconciliation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestAnswer;
import io.reliablemessage.protocol.reconciliation.DigestQuestion;
import io.reliablemessage.protocol.reconciliation.EntriesAnswer;
import io.reliablemessage.protocol.reconciliation.EntriesQuestion;
import io.reliablemessage.protocol.reconciliation.Entry;
import io.reliablemessage.protocol.reconciliation.FindAnswer;
import io.reliablemessage.protocol.reconciliation.FindQuestion;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesQuestion;
import io.reliablemessage.protocol.reconciliation.Wanted;
import io.reliablemessage.service.outbox.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An application that answers questions about its books as the SDK does, from lists in memory. */
final class BookApplication implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    volatile String name = "";
    volatile String token = "rm_app_test";
    volatile @Nullable Fault fault;

    /** So many entries of a slice at the most, whatever is asked for. */
    volatile int sliceRows = Integer.MAX_VALUE;

    final List<String> questions = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final Map<String, Book> books = new ConcurrentHashMap<>();

    /** Answers in the application's place; false leaves the answer to it. */
    interface Fault {
        boolean answer(String action, HttpExchange exchange) throws IOException;
    }

    /** One book. */
    static final class Book {
        final String topic;
        final @Nullable String group;
        final IdentifiedBy identifiedBy;
        boolean contents;
        boolean amounts;

        @Nullable
        Instant keptSince;

        @Nullable
        String problem;

        final List<Entry> entries = Collections.synchronizedList(new ArrayList<>());

        Book(String topic, @Nullable String group, IdentifiedBy identifiedBy) {
            this.topic = topic;
            this.group = group;
            this.identifiedBy = identifiedBy;
        }

        void add(BusinessKey key, Instant time) {
            entries.add(new Entry(key, null, time, null, null));
        }

        void add(BusinessKey key, Instant time, @Nullable String content, @Nullable BigDecimal amount) {
            entries.add(new Entry(key, null, time, content, amount));
        }

        void add(UUID message, @Nullable BusinessKey key, Instant time) {
            entries.add(new Entry(key, message, time, null, null));
        }

        boolean remove(BusinessKey key) {
            return entries.removeIf(each -> key.equals(each.key()));
        }

        private Instant time(Entry entry) {
            return identifiedBy == IdentifiedBy.MESSAGE_ID
                    ? Instant.ofEpochMilli(Ids.millisOf(entry.messageId()))
                    : entry.time();
        }

        private List<Entry> between(Instant from, Instant to) {
            synchronized (entries) {
                return entries.stream()
                        .filter(each -> !time(each).isBefore(from) && time(each).isBefore(to))
                        .sorted(Comparator.comparing(this::time))
                        .toList();
            }
        }

        private byte[] identity(Entry entry) {
            return identifiedBy == IdentifiedBy.MESSAGE_ID
                    ? Digest.identityOf(entry.messageId())
                    : Digest.identityOf(entry.key());
        }
    }

    BookApplication() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/shop/reconciliation/", exchange -> {
            String action = exchange.getRequestURI().getPath().substring("/shop/reconciliation/".length());
            questions.add(action);
            Fault now = fault;
            if (now == null || !now.answer(action, exchange)) {
                answer(action, exchange);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/shop/check-back";
    }

    Book facts(String topic) {
        return book(new Book(topic, null, IdentifiedBy.BUSINESS_KEY));
    }

    Book effects(String topic, String group, IdentifiedBy identifiedBy) {
        return book(new Book(topic, group, identifiedBy));
    }

    private Book book(Book book) {
        books.put(book.topic + "/" + book.group, book);
        return book;
    }

    void forget(Book book) {
        books.remove(book.topic + "/" + book.group);
    }

    long asked(String action) {
        return questions.stream().filter(action::equals).count();
    }

    private void answer(String action, HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        long timestamp = Long.parseLong(exchange.getRequestHeaders().getFirst(CheckSignature.TIMESTAMP_HEADER));
        String signature = exchange.getRequestHeaders().getFirst(CheckSignature.SIGNATURE_HEADER);
        if (!CheckSignature.isRequestSigned(CheckSignature.keyOf(token), action, timestamp, body, signature)) {
            respond(exchange, 401, "text/plain", new byte[0]);
            return;
        }
        Object answer = switch (action) {
            case "sources" -> sources(JSON.readValue(body, SourcesQuestion.class));
            case "digest" -> digest(JSON.readValue(body, DigestQuestion.class));
            case "entries" -> entries(JSON.readValue(body, EntriesQuestion.class));
            case "find" -> find(JSON.readValue(body, FindQuestion.class));
            default -> throw new IllegalArgumentException(action);
        };
        signed(exchange, action, timestamp, JSON.writeValueAsBytes(answer));
    }

    void signed(HttpExchange exchange, String action, long timestamp, byte[] body) throws IOException {
        exchange.getResponseHeaders().set(CheckSignature.TIMESTAMP_HEADER, Long.toString(timestamp));
        exchange.getResponseHeaders()
                .set(
                        CheckSignature.SIGNATURE_HEADER,
                        CheckSignature.signResponse(CheckSignature.keyOf(token), action, timestamp, body));
        respond(exchange, 200, "application/json", body);
    }

    static void respond(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private SourcesAnswer sources(SourcesQuestion question) {
        return new SourcesAnswer(
                question.requestId(),
                books.values().stream()
                        .map(each -> new SourcesAnswer.Source(
                                each.topic,
                                each.group,
                                each.identifiedBy,
                                each.contents,
                                each.amounts,
                                each.keptSince,
                                each.group == null,
                                each.problem))
                        .toList());
    }

    private Book book(String topic, @Nullable String group) {
        return Objects.requireNonNull(books.get(topic + "/" + group));
    }

    private DigestAnswer digest(DigestQuestion question) {
        Book book = book(question.topic(), question.group());
        List<Entry> all = book.between(question.from(), question.to());
        Instant through = cut(book, all, question.to(), Math.min(sliceRows, question.maxRows()));
        Digest digest = new Digest(
                question.salt(),
                question.bits(),
                question.withinBits() == null ? 0 : question.withinBits(),
                question.within());
        all.stream()
                .filter(each -> book.time(each).isBefore(through))
                .forEach(each -> digest.add(
                        book.identity(each),
                        question.contents() && each.content() != null
                                ? HexFormat.of().parseHex(each.content())
                                : null,
                        question.amounts() ? each.amount() : null));
        return new DigestAnswer(question.requestId(), through, digest.entries(), digest.amount(), digest.cells());
    }

    private static Instant cut(Book book, List<Entry> all, Instant to, int most) {
        return all.size() <= most
                ? to
                : Instant.ofEpochMilli(book.time(all.get(most)).toEpochMilli());
    }

    private EntriesAnswer entries(EntriesQuestion question) {
        Book book = book(question.topic(), question.group());
        List<Entry> wanted = book.between(question.from(), question.to()).stream()
                .filter(each -> question.prefixes().contains(Digest.prefix(book.identity(each), question.bits())))
                .toList();
        Instant through = cut(book, wanted, question.to(), question.maxEntries());
        return new EntriesAnswer(
                question.requestId(),
                through,
                wanted.stream()
                        .filter(each -> book.time(each).isBefore(through))
                        .toList());
    }

    private FindAnswer find(FindQuestion question) {
        Book book = book(question.topic(), question.group());
        return new FindAnswer(
                question.requestId(),
                question.wanted().stream().map(each -> find(book, each)).toList());
    }

    private static FindAnswer.Found find(Book book, Wanted wanted) {
        List<Entry> found;
        synchronized (book.entries) {
            found = book.entries.stream()
                    .filter(each -> book.identifiedBy == IdentifiedBy.BUSINESS_KEY
                            ? Objects.equals(each.key(), wanted.key())
                            : Objects.equals(each.messageId(), wanted.messageId())
                                    || (wanted.key() != null && wanted.key().equals(each.key())))
                    .sorted(Comparator.comparing(Entry::time))
                    .toList();
        }
        return new FindAnswer.Found(found.size(), found.isEmpty() ? null : found.get(0));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
