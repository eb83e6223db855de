package io.reliablemessage.service.application;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Applications as the hot paths see them: at most one second old; what seems to be missing is looked up before it is called missing. */
@Component
public final class ApplicationCatalog {
    private final RecentSnapshot<Snapshot> snapshot;

    ApplicationCatalog(JdbcApplications tables) {
        this.snapshot = new RecentSnapshot<>(() -> new Snapshot(tables.applications()));
    }

    /** @throws NoSuchElementException if there is no application with this id; applications are never deleted */
    public Application byId(int id) {
        Application application = snapshot.get().byId.get(id);
        if (application == null) {
            application = snapshot.reload().byId.get(id);
        }
        if (application == null) {
            throw new NoSuchElementException("There is no application with id " + id);
        }
        return application;
    }

    public Optional<Application> byName(String name) {
        Application application = snapshot.get().byName.get(name);
        return Optional.ofNullable(
                application != null ? application : snapshot.reload().byName.get(name));
    }

    /** Makes this node see a change that it just committed. */
    void refresh() {
        snapshot.reload();
    }

    private static final class Snapshot {
        private final Map<Integer, Application> byId = new HashMap<>();
        private final Map<String, Application> byName = new HashMap<>();

        Snapshot(List<Application> applications) {
            for (Application each : applications) {
                byId.put(each.id(), each);
                byName.put(each.name(), each);
            }
        }
    }
}
