package io.reliablemessage.benchmarks.site;

import io.reliablemessage.benchmarks.books.BooksProcess;
import io.reliablemessage.benchmarks.books.BooksRequest;
import io.reliablemessage.benchmarks.books.FullAnswer;
import io.reliablemessage.benchmarks.books.FullComparisonProcess;
import io.reliablemessage.benchmarks.books.FullRequest;
import io.reliablemessage.benchmarks.process.Child;

/** An application with a book of facts, and a process that compares books entry by entry. */
public final class BooksBench implements AutoCloseable {
    private final Child<BooksRequest, Boolean> application;
    private final Child<FullRequest, FullAnswer> comparison;

    BooksBench(Jvm jvm) {
        application = new Child<>("books", jvm.withClass("books", "512m", BooksProcess.class), Boolean.class);
        comparison = new Child<>(
                "comparison", jvm.withClass("comparison", "512m", FullComparisonProcess.class), FullAnswer.class);
    }

    /** Returns when the application answers; its schema has the SDK's tables then, and none of its own. */
    public void open(BooksRequest request) {
        application.ask(request);
    }

    public FullAnswer compare(FullRequest request) {
        return comparison.ask(request);
    }

    public ProcessHandle application() {
        return application.handle();
    }

    public ProcessHandle comparison() {
        return comparison.handle();
    }

    @Override
    public void close() {
        application.close();
        comparison.close();
    }
}
