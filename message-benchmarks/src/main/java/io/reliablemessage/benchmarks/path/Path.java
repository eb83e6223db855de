package io.reliablemessage.benchmarks.path;

/** A way through the database for one message: prepared, confirmed, delivered, consumed. */
interface Path {
    void pass(PathNode.Target target);
}
