package io.reliablemessage.service.scheduling;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Asks for the signs of duties, whose tables they are over. */
@Component
class JdbcSigns {
    private final JdbcTemplate jdbc;

    JdbcSigns(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The names of those duties whose sign is there, by one statement. */
    Set<String> seen(List<Duty> duties) {
        String statement = duties.stream()
                .filter(duty -> duty.sign() != null)
                .map(duty -> "SELECT '" + duty.name() + "' AS duty FROM DUAL WHERE " + duty.sign())
                .collect(Collectors.joining("\nUNION ALL\n"));
        return statement.isEmpty() ? Set.of() : new HashSet<>(jdbc.queryForList(statement, String.class));
    }
}
