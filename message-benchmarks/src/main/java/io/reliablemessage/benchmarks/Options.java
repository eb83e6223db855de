package io.reliablemessage.benchmarks;

import io.reliablemessage.benchmarks.subject.SubjectKind;
import io.reliablemessage.benchmarks.subject.SubjectKind.Family;
import io.reliablemessage.benchmarks.suite.Suite;
import io.reliablemessage.benchmarks.suite.Suites;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param ways of sending that are measured
 * @param n rows of the suites that work off a backlog; 0 for each suite's own number
 * @param duration of one measurement
 * @param jvm options of all processes that are measured
 */
record Options(
        List<Suite> suites,
        Set<SubjectKind> ways,
        int n,
        Duration duration,
        int rounds,
        @Nullable Path json,
        String jdbcUrl,
        List<String> jvm,
        Path folder,
        Path home,
        boolean help) {

    /**
     * With the quick compiler alone all JVMs are warm within seconds, so that no way of sending is measured cold; pages of 2 MiB keep what
     * changes of thread cost on virtual machines from drowning the rest.
     */
    private static final String USUAL_JVM = "-XX:TieredStopAtLevel=1"
            + (System.getProperty("os.name").equals("Linux") ? " -XX:+UseTransparentHugePages" : "");

    /** @throws IllegalArgumentException naming the option that is wrong, and its limits */
    static Options parse(String[] arguments) {
        List<Suite> suites = new ArrayList<>();
        boolean peers = false;
        Set<SubjectKind> ways = Set.of();
        boolean help = false;
        int n = 0;
        int seconds = 2;
        int rounds = 3;
        Path json = null;
        String jdbcUrl = "";
        String jvm = USUAL_JVM;
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "reliable-message-bench");
        Path home = Path.of("");
        Iterator<String> rest = Arrays.asList(arguments).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            switch (argument) {
                case "--peers" -> peers = true;
                case "--help", "-h" -> help = true;
                case "--ways" -> ways = ways(value(argument, rest));
                case "--n" -> n = number(argument, value(argument, rest), 100, 100_000_000);
                case "--seconds" -> seconds = number(argument, value(argument, rest), 1, 3_600);
                case "--rounds" -> rounds = number(argument, value(argument, rest), 1, 100);
                case "--json" -> json = Path.of(value(argument, rest)).toAbsolutePath();
                case "--jdbc" -> jdbcUrl = jdbcUrl(value(argument, rest));
                case "--jvm" -> jvm = value(argument, rest);
                case "--folder" -> folder = Path.of(value(argument, rest)).toAbsolutePath();
                case "--home" -> home = Path.of(value(argument, rest)).toAbsolutePath();
                default -> suites.add(suite(argument));
            }
        }
        return new Options(
                suites.isEmpty() ? usualSuites(peers) : List.copyOf(suites),
                ways.isEmpty() ? usualWays(peers) : ways,
                n,
                Duration.ofSeconds(seconds),
                rounds,
                json,
                jdbcUrl,
                Arrays.stream(jvm.split(" "))
                        .filter(option -> !option.isBlank())
                        .toList(),
                folder,
                home,
                help);
    }

    private static List<Suite> usualSuites(boolean peers) {
        return peers ? Suites.COMPARED : Suites.ALL;
    }

    static String usage() {
        String suites = Suites.ALL.stream()
                .map(suite -> String.format("  %-14s %s%n", suite.name(), suite.question()))
                .collect(Collectors.joining());
        return """
                Usage: bin/bench [suite…] [--peers] [--n N] [--seconds S] [--rounds R] [--json FILE] [--jdbc URL]

                Measures what messages cost, on an embedded MariaDB and RocketMQ, and prints a table for each suite.
                Without a suite, all of them, or with --peers those that compare: send and path.

                %s
                  --peers      measure other ways of sending beside ours, in turn, in less than twenty minutes
                  --ways LIST  measure these ways of sending only, such as none,local,prepare
                  --folder DIR keep data and logs there (a folder of the system's for temporary files)
                  --n N        rows, keys or messages of the suites that work off a number of them, 100 to 100,000,000; each has its own
                               number if not given
                  --seconds S  length of one measurement, 1 to 3,600 (2); latency takes twice as long
                  --rounds R   how often each is repeated, 1 to 100 (3); loop once less, suites with a backlog once
                  --json FILE  write all figures there, too
                  --jdbc URL   use this MySQL or MariaDB, such as jdbc:mysql://127.0.0.1:3306/?user=root&password=secret;
                               makes and drops databases whose names begin with bench_
                  --jvm OPTIONS
                               of every JVM that is measured, in one argument; empty for none (%s)
                  --help       this text
                """.formatted(suites, USUAL_JVM);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static int number(String option, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                String.format("%s must be a number from %,d to %,d, not '%s'", option, least, most, text));
    }

    private static String jdbcUrl(String text) {
        if (!text.startsWith("jdbc:mysql://")) {
            throw new IllegalArgumentException("--jdbc must be of the form jdbc:mysql://host:port/?user=…&password=…");
        }
        return text;
    }

    private static Set<SubjectKind> ways(String text) {
        Set<SubjectKind> ways = EnumSet.noneOf(SubjectKind.class);
        for (String id : text.split(",")) {
            ways.add(Arrays.stream(SubjectKind.values())
                    .filter(kind -> kind.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--ways must be some of "
                            + Arrays.stream(SubjectKind.values())
                                    .map(SubjectKind::id)
                                    .collect(Collectors.joining(","))
                            + ", not '" + id + "'")));
        }
        return ways;
    }

    private static Set<SubjectKind> usualWays(boolean peers) {
        return Arrays.stream(SubjectKind.values())
                .filter(kind -> peers || kind.family() == Family.BASE || kind.family() == Family.OURS)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(SubjectKind.class)));
    }

    private static Suite suite(String name) {
        return Suites.ALL.stream()
                .filter(suite -> suite.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        name.startsWith("-") ? "Unknown option " + name : "Unknown suite " + name));
    }
}
