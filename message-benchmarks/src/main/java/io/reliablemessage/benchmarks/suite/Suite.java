package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.report.Table;
import java.util.List;

/** One question to the product, answered by tables. */
public interface Suite {

    /** As it is called on the command line. */
    String name();

    /** For the command's help: what is measured, in one line. */
    String question();

    List<Table> run(Bench bench) throws Exception;
}
