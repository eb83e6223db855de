package io.reliablemessage.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A {@code jdbc:mysql:} address in its parts, with the connection properties that this product runs with. */
public record MySqlUrl(String hostAndPort, String database, Map<String, String> properties) {

    private static final Pattern FORM = Pattern.compile("jdbc:mysql://([^/?]+)/?([^?]*)(?:\\?(.*))?");

    /** Without timeouts Connector/J waits for ever; without a fixed zone it converts times by the JVM's. */
    private static final Map<String, String> DEFAULTS = defaults();

    /** A server of this machine. */
    public static MySqlUrl local(int port) {
        return new MySqlUrl("127.0.0.1:" + port, "", DEFAULTS);
    }

    /**
     * Reads an address; what it does not set has this product's value.
     *
     * @throws IllegalArgumentException when it is no {@code jdbc:mysql://host:port/} address
     */
    public static MySqlUrl parse(String url) {
        Matcher parts = FORM.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not of the form jdbc:mysql://host:port/: " + url);
        }
        Map<String, String> properties = new LinkedHashMap<>(DEFAULTS);
        if (parts.group(3) != null) {
            for (String property : parts.group(3).split("&")) {
                int equals = property.indexOf('=');
                if (equals > 0) {
                    properties.put(property.substring(0, equals), property.substring(equals + 1));
                }
            }
        }
        return new MySqlUrl(parts.group(1), parts.group(2), Map.copyOf(properties));
    }

    /** The same server, another database; empty for none. */
    public MySqlUrl withDatabase(String name) {
        return new MySqlUrl(hostAndPort, name, properties);
    }

    /** The address for a driver, without user and password. */
    public String jdbcUrl() {
        return properties.entrySet().stream()
                .filter(property ->
                        !property.getKey().equals("user") && !property.getKey().equals("password"))
                .sorted(Map.Entry.comparingByKey())
                .map(property -> property.getKey() + "=" + property.getValue())
                .collect(Collectors.joining("&", "jdbc:mysql://" + hostAndPort + "/" + database + "?", ""));
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("connectTimeout", "2000");
        defaults.put("socketTimeout", "10000");
        defaults.put("tcpKeepAlive", "true");
        defaults.put("connectionTimeZone", "UTC");
        defaults.put("forceConnectionTimeZoneToSession", "true");
        defaults.put("rewriteBatchedStatements", "true");
        defaults.put("cachePrepStmts", "true");
        defaults.put("useServerPrepStmts", "true");
        defaults.put("prepStmtCacheSize", "250");
        defaults.put("prepStmtCacheSqlLimit", "8192");
        defaults.put("sslMode", "DISABLED");
        return Map.copyOf(defaults);
    }
}
