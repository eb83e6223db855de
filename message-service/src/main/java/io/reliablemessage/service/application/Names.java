package io.reliablemessage.service.application;

import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names applications, topics and groups may have. Topics and groups have the same names on the broker, so its rules hold too. */
final class Names {
    static final int MAX_APPLICATION_LENGTH = 64;

    private static final Pattern APPLICATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern BROKER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");
    private static final Set<String> BROKER_TOPICS = Set.of(
            "TBW102",
            "SCHEDULE_TOPIC_XXXX",
            "BENCHMARKTEST",
            "TRANS_CHECK_MAX_TIME_TOPIC",
            "SELF_TEST_TOPIC",
            "OFFSET_MOVED_EVENT",
            "CHECKPOINT_TOPIC");
    private static final Set<String> BROKER_GROUPS =
            Set.of("DEFAULT_CONSUMER", "DEFAULT_PRODUCER", "TOOLS_CONSUMER", "FILTERSRV_CONSUMER", "SELF_TEST_C_GROUP");
    private static final Set<String> BROKER_PREFIXES =
            Set.of("RMQ_SYS_", "CID_RMQ_SYS_", "CID_ONSAPI_", "CID_HOUSEKEEPING");

    private Names() {}

    static void checkApplication(String name) {
        if (!APPLICATION.matcher(name).matches()) {
            throw invalid("application", MAX_APPLICATION_LENGTH, "'_', '.' or '-'");
        }
    }

    static void checkTopic(String name) {
        if (name.length() > MessageLimits.MAX_TOPIC_LENGTH
                || !BROKER_NAME.matcher(name).matches()) {
            throw invalid("topic", MessageLimits.MAX_TOPIC_LENGTH, "'_' or '-'");
        }
        checkNotReserved("topic", name, BROKER_TOPICS);
    }

    static void checkGroup(String name) {
        if (name.length() > MessageLimits.MAX_GROUP_LENGTH
                || !BROKER_NAME.matcher(name).matches()) {
            throw invalid("group", MessageLimits.MAX_GROUP_LENGTH, "'_' or '-'");
        }
        checkNotReserved("group", name, BROKER_GROUPS);
    }

    private static void checkNotReserved(String field, String name, Set<String> reserved) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (reserved.contains(upper) || BROKER_PREFIXES.stream().anyMatch(upper::startsWith)) {
            throw ProblemException.invalid(field, "must not be a name that the broker keeps for itself", null);
        }
    }

    private static ProblemException invalid(String field, int length, String marks) {
        return ProblemException.invalid(
                        field,
                        "must be 1 to " + length + " ASCII letters, digits, " + marks
                                + ", starting with a letter or digit",
                        length)
                .as(ProblemCode.NAME_FORM);
    }
}
