package io.reliablemessage.quickstart.launcher;

import io.reliablemessage.embedded.FreePorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/** The TCP ports of 127.0.0.1 that everything listens on, chosen before anything starts and kept over restarts. */
final class Ports {

    /** One listener: who it is, the variable that moves it, and where it is unless moved; 0 for any free port. */
    enum Listener {
        SERVICE("message-service", "RM_SERVICE_PORT", 8080),
        CONSOLE("message-console", "RM_CONSOLE_PORT", 8081),
        SHOP("order-service with the shop's page", "RM_SHOP_PORT", 8082),
        SECOND_SHOP("the second order-service", "RM_SECOND_SHOP_PORT", 0),
        POINTS("points-service", "RM_POINTS_PORT", 0),
        COUPON("coupon-service", "RM_COUPON_PORT", 0),
        WAREHOUSE("warehouse-service", "RM_WAREHOUSE_PORT", 0),
        DATABASE("MariaDB", "RM_DATABASE_PORT", 0),
        NAME_SERVER("RocketMQ's name server", "RM_NAME_SERVER_PORT", 0),
        BROKER("RocketMQ's broker", "RM_BROKER_PORT", 0);

        private final String owner;
        private final String variable;
        private final int usual;

        Listener(String owner, String variable, int usual) {
            this.owner = owner;
            this.variable = variable;
            this.usual = usual;
        }
    }

    private final Map<Listener, Integer> numbers;

    private Ports(Map<Listener, Integer> numbers) {
        this.numbers = numbers;
    }

    /**
     * Takes the ports that the environment names or the usual ones.
     *
     * @throws StartFailedException naming every port that is taken or used twice, and the variable to set instead
     */
    static Ports choose(Map<String, String> environment) {
        return choose(environment, FreePorts::isFree);
    }

    static Ports choose(Map<String, String> environment, IntPredicate isFree) {
        Map<Listener, Integer> numbers = new HashMap<>();
        Map<Integer, Listener> owners = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (Listener listener : Listener.values()) {
            int number = wanted(listener, environment);
            if (number == 0) {
                continue;
            }
            numbers.put(listener, number);
            Listener other = owners.putIfAbsent(number, listener);
            if (other != null) {
                problems.add("Port " + number + " is meant for both " + other.owner + " and " + listener.owner
                        + ". Set " + listener.variable + " to another one.");
            } else if (!isFree.test(number)) {
                problems.add("Port " + number + ", which " + listener.owner + " needs, is taken. Set "
                        + listener.variable + " to a free one, as in: " + listener.variable + "="
                        + (number + 1_000) % 65_536 + " ./start");
            }
        }
        if (!problems.isEmpty()) {
            throw new StartFailedException(String.join(System.lineSeparator(), problems));
        }
        return new Ports(withFreeOnes(numbers));
    }

    /** Any free ports, for a run beside others. */
    static Ports free() {
        return new Ports(withFreeOnes(new HashMap<>()));
    }

    int of(Listener listener) {
        return Objects.requireNonNull(numbers.get(listener));
    }

    String url(Listener listener) {
        return "http://127.0.0.1:" + of(listener);
    }

    private static int wanted(Listener listener, Map<String, String> environment) {
        String set = environment.get(listener.variable);
        return set == null || set.isBlank() ? listener.usual : Options.number(listener.variable, set, 1, 65_535);
    }

    /** The broker's free port is left to the broker itself, which needs neighbours of it as well. */
    private static Map<Listener, Integer> withFreeOnes(Map<Listener, Integer> numbers) {
        numbers.putIfAbsent(Listener.BROKER, 0);
        for (Listener listener : Listener.values()) {
            numbers.computeIfAbsent(listener, missing -> FreePorts.next());
        }
        return Map.copyOf(numbers);
    }
}
