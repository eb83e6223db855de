package io.reliablemessage.benchmarks;

import io.reliablemessage.benchmarks.measure.Machine;
import io.reliablemessage.benchmarks.report.Progress;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.Site;
import io.reliablemessage.benchmarks.suite.Bench;
import io.reliablemessage.benchmarks.suite.Suite;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Runs the suites that are asked for and prints their tables; see {@code bin/bench --help}. */
public final class Main {
    /** A small server's; with the defaults of the embedded one a million rows would be read from the disk again and again. */
    private static final List<String> DATABASE = List.of("--innodb-buffer-pool-size=1G", "--innodb-log-file-size=512M");

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; see bin/bench --help");
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.print(Options.usage());
            return;
        }
        int status = 1;
        try {
            run(options);
            status = 0;
        } catch (Exception e) {
            e.printStackTrace();
        } finally {
            // The embedded servers end with this process; some library threads would keep it.
            Runtime.getRuntime().exit(status);
        }
    }

    private static void run(Options options) throws Exception {
        // It complains at length when a suite takes the broker away.
        LoggingSystem.get(Main.class.getClassLoader()).setLogLevel("org.apache.rocketmq", LogLevel.OFF);
        Progress progress = new Progress(System.err);
        Files.createDirectories(options.folder());
        Machine machine = Machine.probe(options.folder());
        List<Table> tables = new ArrayList<>();
        progress.say("starting the database");
        Site site = Site.open(options.folder(), options.home(), options.jdbcUrl(), DATABASE, options.jvm());
        Runtime.getRuntime().addShutdownHook(new Thread(site::close, "end of the benchmark"));
        String environment = String.format(
                Locale.ROOT,
                "%s, %d cores, %,d MiB; %s; %s %s; %s; one flush to the disk takes %.2f ms",
                machine.processor(),
                machine.cores(),
                machine.memoryMiB(),
                machine.system(),
                machine.java(),
                String.join(" ", options.jvm()),
                site.database().version(),
                machine.fsyncMillis());
        System.out.println(environment);
        Bench bench =
                new Bench(site, machine, progress, options.rounds(), options.duration(), options.n(), options.ways());
        for (Suite suite : options.suites()) {
            for (Table table : suite.run(bench)) {
                System.out.print(table.text());
                System.out.flush();
                tables.add(table);
            }
        }
        if (options.json() != null) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("machine", machine);
            all.put("database", site.database().version());
            all.put("tables", tables.stream().map(Table::values).toList());
            Files.writeString(
                    options.json(),
                    JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(all));
            progress.say("figures are in " + options.json());
        }
        progress.say("done");
    }
}
