package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.path.PathNode;
import io.reliablemessage.benchmarks.site.Administration;
import io.reliablemessage.benchmarks.site.Nodes;
import io.reliablemessage.benchmarks.site.Site;
import java.util.List;

/** A node on an empty schema that puts its own database path under load; the only service then. */
final class LoadedNode {
    private LoadedNode() {}

    /** Starts it and registers an application that nobody can ask back. */
    static Administration start(Site site, String application) throws Exception {
        site.stopServices();
        Nodes nodes = site.nodes(Site.SERVICE_DATABASE);
        nodes.empty();
        nodes.addWith(PathNode.class, List.of());
        Administration administration = nodes.administration();
        administration.application(application, "http://127.0.0.1:9/reliable-message/check-back");
        return administration;
    }
}
