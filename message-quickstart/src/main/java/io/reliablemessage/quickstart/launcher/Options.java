package io.reliablemessage.quickstart.launcher;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What the person asked for. The script {@code start} has refused unknown options before; environment variables set what
 * has no option.
 *
 * @param home the top of the repository
 * @param data where everything is kept between starts
 * @param fresh whether to begin anew
 * @param smokeOrders how many orders the headless check places; 0 for a normal start
 * @param environment for the variables that {@link Ports} reads
 */
record Options(Path home, Path data, boolean fresh, int smokeOrders, Map<String, String> environment) {

    private static final int DEFAULT_SMOKE_ORDERS = 1_000;
    private static final int MAX_SMOKE_ORDERS = 100_000;

    /**
     * @throws StartFailedException for an unknown option or a value outside its limits
     */
    static Options parse(List<String> arguments, Map<String, String> environment) {
        Path home = Path.of("").toAbsolutePath();
        boolean fresh = false;
        boolean smoke = false;
        int orders = DEFAULT_SMOKE_ORDERS;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--home" -> home = Path.of(value(option, rest)).toAbsolutePath();
                case "--fresh" -> fresh = true;
                case "--smoke" -> smoke = true;
                case "--orders" -> orders = number(option, value(option, rest), 10, MAX_SMOKE_ORDERS);
                default -> throw new StartFailedException("Unknown option " + option + "; see ./start --help");
            }
        }
        Path data = environment.containsKey("RM_DATA")
                ? Path.of(environment.get("RM_DATA")).toAbsolutePath()
                : home.resolve("data");
        return new Options(home, data, fresh, smoke ? orders : 0, Map.copyOf(environment));
    }

    boolean smoke() {
        return smokeOrders > 0;
    }

    /** Reads a whole number and names the option or variable when it is none. */
    static int number(String name, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text.trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, with the limits.
        }
        throw new StartFailedException(
                name + " must be a whole number from " + least + " to " + most + "; it is '" + text + "'");
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new StartFailedException(option + " needs a value; see ./start --help");
        }
        return rest.next();
    }
}
