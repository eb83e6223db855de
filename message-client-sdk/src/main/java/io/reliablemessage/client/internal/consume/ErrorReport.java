package io.reliablemessage.client.internal.consume;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.MessageLimits;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Says what went wrong in a consumer in the words of the dead letters. */
final class ErrorReport {
    private static final int MAX_TYPE_LENGTH = 200;
    private static final int MAX_FRAME_LENGTH = 200;

    private ErrorReport() {}

    /** @param listener the class that the application wrote; frames below its package count as the application's own code */
    static ConsumeError of(DeadLetterReason kind, Throwable failure, Class<?> listener) {
        return new ConsumeError(
                kind,
                cut(failure.getClass().getName(), MAX_TYPE_LENGTH),
                cut(stackOf(failure), MessageLimits.MAX_ERROR_LENGTH),
                topFrame(failure, listener));
    }

    private static String stackOf(Throwable failure) {
        StringWriter text = new StringWriter();
        try (PrintWriter writer = new PrintWriter(text)) {
            failure.printStackTrace(writer);
        } catch (RuntimeException e) {
            // An exception whose getMessage() throws must not cost the receipt.
            return failure.getClass().getName() + " (its message cannot be read: "
                    + e.getClass().getName() + ")";
        }
        return text.toString();
    }

    private static @Nullable String topFrame(Throwable failure, Class<?> listener) {
        String own = ownCode(listener);
        StackTraceElement[] stack = failure.getStackTrace();
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (type.startsWith(own) && !type.contains("$$")) {
                return cut(type + "." + frame.getMethodName(), MAX_FRAME_LENGTH);
            }
        }
        return stack.length == 0
                ? null
                : cut(stack[0].getClassName() + "." + stack[0].getMethodName(), MAX_FRAME_LENGTH);
    }

    /** {@code com.acme.} for {@code com.acme.points.PointsListener}: the first two parts of the package stand for the application. */
    private static String ownCode(Class<?> listener) {
        String name = listener.getName();
        int dot = name.indexOf('.', name.indexOf('.') + 1);
        return dot < 0 ? name : name.substring(0, dot + 1);
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
